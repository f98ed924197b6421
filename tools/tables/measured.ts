/**
 * Formats what has been measured, for docs/tables.
 *
 * @module
 */
import type { Plan } from "../../lib/experiment/plan/plan.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import { escapeMarkdown, formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { variantOf } from "../../lib/registry/naming.ts";
import { METHODS } from "../../lib/registry/registry.ts";
import { formatDuration } from "./duration.ts";

/**
 * Formats one row per method and variant, such as another network in place of the published one: for
 * how many categories of each plan a record is kept, how many runs these are, and how long they took
 * together.
 *
 * @param plans The columns.
 */
export function formatMeasured(plans: readonly Plan[], records: readonly RunRecord[]): string {
  const of = ({ dataset, protocol }: Plan, runs: readonly RunRecord[]) =>
    runs.filter((run) => run.dataset === dataset && run.protocol === protocol);
  return formatGrid(["Method", ...plans.map(({ title }) => title)], [
    ...METHODS.flatMap(({ id, title }) => {
      const variants = [...Map.groupBy(records.filter(({ method }) => method === id), variantOf)];
      const rows = variants.sort(([a = ""], [b = ""]) => a < b ? -1 : 1);
      return (rows.length > 0 ? rows : [[undefined, []] as const]).map(([variant, runs]) => [
        escapeMarkdown(title + (variant === undefined ? "" : `[${variant}]`)),
        ...plans.map((plan) => {
          const own = of(plan, runs);
          if (own.length === 0) return "–";
          const categories = new Set(own.map(({ category }) => category)).size;
          const count = own.length === 1 ? "1 run" : `${own.length} runs`;
          return `${categories} of ${plan.categories.length}, ${count}, ${hoursOf(own)}`;
        }),
      ]);
    }),
    ["Together", ...plans.map((plan) => hoursOf(of(plan, records)))],
  ]);
}

/** Formats a row for each figure and ablation with its runs and how long they took. */
export function formatMeasuredPlans(
  plans: readonly { readonly title: string; readonly runs: readonly RunRecord[] }[],
): string {
  return formatGrid(
    ["Figure or ablation", "Runs", "Together"],
    plans.map(({ title, runs }) => [title, `${runs.length}`, hoursOf(runs)]),
  );
}

function hoursOf(runs: readonly RunRecord[]): string {
  return formatDuration(runs.reduce((sum, { seconds }) => sum + seconds.total, 0) / 3600);
}

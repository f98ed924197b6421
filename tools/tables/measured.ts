/**
 * Formats what has been measured, for docs/tables.
 *
 * @module
 */
import type { Plan } from "../../lib/experiment/plan/plan.ts";
import type { RunRecord } from "../../lib/record/record.ts";
import { formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { variantOf } from "../../lib/registry/naming.ts";
import { METHODS } from "../../lib/registry/registry.ts";
import { formatDuration } from "./duration.ts";

/**
 * Formats one row per method: for how many categories of each plan a record is kept, how many runs
 * these are, and how long they took together. Runs of a variant, such as another network in place of
 * the published one, are counted separately.
 *
 * @param plans The columns.
 */
export function formatMeasured(plans: readonly Plan[], records: readonly RunRecord[]): string {
  const of = ({ dataset, protocol }: Plan, runs: readonly RunRecord[]) =>
    runs.filter((run) => run.dataset === dataset && run.protocol === protocol);
  return formatGrid(["Method", ...plans.map(({ title }) => title)], [
    ...METHODS.map(({ id, title }) => [
      title,
      ...plans.map((plan) => {
        const own = of(plan, records.filter(({ method }) => method === id));
        if (own.length === 0) return "–";
        const categories = new Set(own.map(({ category }) => category)).size;
        const runs = [...Map.groupBy(own, variantOf)]
          .sort(([a = ""], [b = ""]) => a < b ? -1 : 1)
          .map(([variant, { length }]) =>
            `${length} ${length === 1 ? "run" : "runs"}` + (variant ? ` of ${variant}` : "")
          );
        return `${categories} of ${plan.categories.length}, ${runs.join(", ")}; ${hoursOf(own)}`;
      }),
    ]),
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

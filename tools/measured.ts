/**
 * Formats what has been measured, for docs/tables.
 *
 * @module
 */
import type { RunRecord } from "../lib/record/record.ts";
import type { Plan } from "../lib/experiment/plan/plan.ts";
import { formatGrid } from "../lib/record/table/markdown_grid.ts";
import { variantOf } from "../lib/registry/naming.ts";
import { METHODS } from "../lib/registry/registry.ts";

/**
 * Formats one row per method: for how many categories of each plan a record is kept, and how many
 * runs these are. Runs of a variant, such as another network in place of the published one, are
 * counted separately.
 *
 * @param plans The columns.
 */
export function formatMeasured(plans: readonly Plan[], records: readonly RunRecord[]): string {
  return formatGrid(["Method", ...plans.map(({ title }) => title)], [
    ...METHODS.map(({ id, title }) => [
      title,
      ...plans.map((plan) => {
        const own = records.filter((run) =>
          run.method === id && run.dataset === plan.dataset && run.protocol === plan.protocol
        );
        if (own.length === 0) return "–";
        const categories = new Set(own.map(({ category }) => category)).size;
        const runs = [...Map.groupBy(own, variantOf)]
          .sort(([a = ""], [b = ""]) => a < b ? -1 : 1)
          .map(([variant, { length }]) =>
            `${length} ${length === 1 ? "run" : "runs"}` + (variant ? ` of ${variant}` : "")
          );
        return `${categories} of ${plan.categories.length}, ${runs.join(", ")}`;
      }),
    ]),
  ]);
}

/**
 * What has been measured, for STATUS.md.
 *
 * @module
 */
import type { RunRecord } from "../../lib/experiment/record.ts";
import type { Plan } from "../../lib/experiment/plan/plan.ts";
import { formatGrid } from "../../lib/experiment/table/markdown_grid.ts";
import { variantOf } from "../../lib/methods/naming.ts";
import { METHODS } from "../../lib/methods/registry.ts";

/**
 * A row a method: of how many categories of each plan a record is kept, and how many runs these are.
 * A network that stands in place of the published one is named.
 *
 * @param plans Columns.
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
        const networks = [...new Set(own.map(variantOf))].filter((name) => name !== undefined);
        const runs = own.length === 1 ? "1 run" : `${own.length} runs`;
        return `${categories} of ${plan.categories.length}, ${runs}` +
          (networks.length > 0 ? ` on ${networks.sort().join(", ")}` : "");
      }),
    ]),
  ]);
}

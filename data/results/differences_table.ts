/**
 * How far methods are apart, for REPRODUCTION.md.
 *
 * @module
 */
import type { RunRecord } from "../../lib/experiment/record.ts";
import { formatGrid } from "../../lib/experiment/table/markdown_grid.ts";
import { type Outcome, pairOutcomes, summarizePairs } from "../../lib/experiment/table/pairs.ts";
import { findMethod } from "../../lib/methods/registry.ts";
import { formatDifference } from "./difference.ts";

/** Two methods by their ids: the first minus the second. */
export type Comparison = readonly [method: string, reference: string];

/**
 * A row a comparison and a column a plan: the mean difference in image AUROC, in points, over all
 * pairs of runs with equal category and seed, with its 95 % interval over categories and the number
 * of pairs.
 *
 * @param plans Whose datasets are compared, one class normal.
 */
export function formatDifferences(
  comparisons: readonly Comparison[],
  plans: readonly { readonly title: string; readonly dataset: string }[],
  records: readonly RunRecord[],
): string {
  return formatGrid(
    ["Difference", ...plans.map(({ title }) => title)],
    comparisons.map(([method, reference]) => [
      `${findMethod(method).title} − ${findMethod(reference).title}`,
      ...plans.map(({ dataset }) => {
        const outcomes = (id: string) => outcomesOf(records, dataset, id);
        const pairs = pairOutcomes(outcomes(method), outcomes(reference));
        const difference = summarizePairs(pairs, "categories");
        if (!difference) return "";
        const runs = difference.pairs === 1 ? "1 pair" : `${difference.pairs} pairs`;
        return `${formatDifference(difference)} (${runs})`;
      }),
    ]),
  );
}

function outcomesOf(records: readonly RunRecord[], dataset: string, method: string): Outcome[] {
  return records
    .filter((run) =>
      run.dataset === dataset && run.protocol === "one-class" && run.method === method
    )
    .map(({ category, seed, metrics }) => ({ category, seed, value: metrics.imageAuroc.value }));
}

/**
 * How far methods are apart, for REPRODUCTION.md.
 *
 * @module
 */
import type { RunRecord } from "../../lib/experiment/record.ts";
import { formatGrid } from "../../lib/experiment/table/markdown_grid.ts";
import { summarizeDifferences } from "../../lib/experiment/table/statistics.ts";
import { findMethod } from "../../lib/methods/registry.ts";
import { formatDifference } from "./difference.ts";

/** Two methods by their ids: the first minus the second. */
export type Comparison = readonly [method: string, reference: string];

/**
 * A row a comparison and a column a plan: the mean difference in image AUROC, in points, over all
 * pairs of runs with equal category and seed, with its 95 % interval and the number of pairs.
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
        const own = records.filter((run) =>
          run.dataset === dataset && run.protocol === "one-class"
        );
        const pairs = differences(own, method, reference);
        if (pairs.length === 0) return "";
        const runs = pairs.length === 1 ? "1 pair" : `${pairs.length} pairs`;
        return `${formatDifference(summarizeDifferences(pairs))} (${runs})`;
      }),
    ]),
  );
}

function differences(
  runs: readonly RunRecord[],
  method: string,
  reference: string,
): number[] {
  const of = (id: string) => runs.filter((run) => run.method === id);
  return of(method).flatMap(({ category, seed, metrics }) =>
    of(reference)
      .filter((other) => other.category === category && other.seed === seed)
      .map((other) => metrics.imageAuroc.value - other.metrics.imageAuroc.value)
  );
}

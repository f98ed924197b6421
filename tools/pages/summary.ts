/**
 * The page of means.
 *
 * @module
 */
import type { Kept } from "../kept/kept.ts";
import { MEASURED, METHOD_PLANS } from "../kept/places.ts";
import { formatSummary } from "../tables/summary_table.ts";
import { page, SCORES, SCREW } from "./page_text.ts";

/** Means of all methods by all scores. */
export function summaryPage({ records }: Kept): string {
  const columns = METHOD_PLANS.map(({ title, dataset, categories }) =>
    dataset === "mvtec"
      ? { title: `MVTec AD: ${MEASURED.join(", ")}`, dataset, categories: MEASURED }
      : { title, dataset, categories }
  );
  return page("Means of all methods", "../", [
    "Mean image AUROC over the categories in percent, ± the standard deviation of that mean over " +
    "seeds; the weights of the last epoch. Brackets name what replaces the method's " +
    "own part.",
    formatSummary(columns, records),
    SCORES,
    SCREW,
  ]);
}

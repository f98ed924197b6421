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
export function summaryPage({ records, untrained }: Kept): string {
  const sections = METHOD_PLANS.flatMap(({ title, dataset, categories }) => {
    if (dataset !== "mvtec") return [{ title, dataset: `${dataset}`, categories }];
    const measured = untrained[dataset]!.categories;
    const present = categories.filter((name) => Object.hasOwn(measured, name));
    return [
      { title: `MVTec AD: ${MEASURED.join(", ")}`, dataset, categories: MEASURED },
      { title: `MVTec AD: all ${present.length} at hand`, dataset, categories: present },
    ];
  });
  return page("Means of all methods", "../", [
    "Mean image AUROC over the categories in percent, ± the standard deviation of that mean over " +
    "seeds; the weights of the last epoch. Brackets name what replaces the method's " +
    "own part. The first rows are scores that have learnt nothing, and controls without a network.",
    ...sections.flatMap(({ title, dataset, categories }) => [
      `## ${title}`,
      formatSummary({ dataset, categories, untrained: untrained[dataset] }, records),
    ]),
    SCORES,
    SCREW,
  ]);
}

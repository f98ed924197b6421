/**
 * The page of differences between methods.
 *
 * @module
 */
import type { Comparison } from "../judge/difference.ts";
import type { Kept } from "../kept/kept.ts";
import { METHOD_PLANS } from "../kept/places.ts";
import { formatDifferences } from "../tables/differences_table.ts";
import { SHORT_TITLES } from "../tables/shown_scores.ts";
import { page, SCORES } from "./page_text.ts";

/** The comparisons of the table of differences. */
const COMPARISONS: readonly Comparison[] = [
  ["daad", "ae"],
  ["daad_plus", "ae"],
  ["daad_plus", "daad"],
  ["memae", "ae"],
  ["daad", "memae"],
  ["daad", "ae[bottleneck]"],
  ["memae[as_ae]", "ae[bottleneck]"],
  ["daad", "memae[as_ae]"],
  ["daad[literal]", "ae"],
  ["daad[tuned]", "daad"],
  ["daad[tuned]", "ae"],
  ["ae[tuned]", "ae"],
  ["memae[tuned]", "memae"],
  ["daad_plus[tuned]", "daad_plus"],
  ["daad[tuned]", "ae[tuned]"],
  ["daad_plus[tuned]", "ae[tuned]"],
  ["daad[tuned]", "memae[tuned]"],
];

/** Differences between methods. */
export function differencesPage({ records }: Kept): string {
  return page("How far methods are apart", "../", [
    "The mean difference in image AUROC over all pairs of runs with equal category, seed, images, " +
    "size and number of epochs, in points, with two 95 % intervals. In the first each category counts " +
    "once, by the mean of its seeds: it is for other categories of this kind. In the second, _over " +
    "seeds_, each seed counts once, by its mean over the categories: it is for other trainings on the " +
    "same categories. Where two methods are scored by unlike statistics there is no difference; " +
    "calibrated scores of tuned runs are calibrated otherwise than those of the defaults.",
    ...METHOD_PLANS.flatMap(({ dataset }) => [
      `## ${SHORT_TITLES[dataset]}`,
      formatDifferences(COMPARISONS, dataset, records),
    ]),
    SCORES,
  ]);
}

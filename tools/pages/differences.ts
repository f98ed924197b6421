/**
 * The page of differences between methods.
 *
 * @module
 */
import type { Comparison } from "../judge/difference.ts";
import type { Kept } from "../kept/kept.ts";
import { METHOD_PLANS } from "../kept/places.ts";
import { formatDifferences } from "../tables/differences_table.ts";
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
];

/** Differences between methods. */
export function differencesPage({ records }: Kept): string {
  return page("How far methods are apart", "../", [
    "The mean difference in image AUROC over all pairs of runs with equal category, seed, images, " +
    "size and number of epochs, in points, with its 95 % interval. Each category counts once, by the " +
    "mean of its seeds, and the interval is over categories. Where two methods are scored by unlike " +
    "statistics there is none; calibrated scores of tuned runs are calibrated otherwise than those of " +
    "the defaults.",
    formatDifferences(COMPARISONS, METHOD_PLANS, records),
    SCORES,
  ]);
}

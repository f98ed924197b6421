/**
 * The page of the calibration.
 *
 * @module
 */
import type { Kept } from "../kept/kept.ts";
import { METHOD_PLANS } from "../kept/places.ts";
import { formatGains, formatPixels, formatSteps } from "../tables/calibration_table.ts";
import { page, SCREW } from "./page_text.ts";

/** What the calibration changes. */
export function calibrationPage({ records }: Kept): string {
  return page("What the calibration changes", "../", [
    "A calibrated score counts an error against those that training images leave at the same place and " +
    "in images as rough. Differences are in points of image AUROC, over runs of equal category, seed, " +
    "images, size and number of epochs, with the 95 % interval over categories. No published value " +
    "is calibrated.",
    formatGains(METHOD_PLANS, records),
    SCREW,
    "## The memory, or a better use of the error?",
    "From the AE's own score to the calibrated DAAD, in either order, over runs that both methods have.",
    formatSteps(METHOD_PLANS, records),
    "## Pixels of MVTec AD",
    "In percent, by each method's own map and by the calibrated one. PRO is the per-region overlap up to " +
    "a false-positive rate of 30 %.",
    formatPixels(records.filter(({ dataset }) => dataset === "mvtec")),
  ]);
}

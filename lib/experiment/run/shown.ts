/**
 * Results on the test images, for pages and regions.
 *
 * @module
 */
import { defaultThreshold } from "../../detector/thresholds/thresholds.ts";
import type { ImageResults } from "../../report/pictures/results.ts";
import type { RunResult } from "./result.ts";

/** Results on the test images, with the model's pixel threshold. */
export function shownResults(
  { data, tested, thresholds }: RunResult,
): ImageResults & { readonly labels: readonly (0 | 1)[] } {
  const pixelThreshold = defaultThreshold(thresholds!.own).pixel?.value;
  return { set: data.test, masks: data.masks, ...tested, pixelThreshold };
}

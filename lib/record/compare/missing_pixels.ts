/**
 * Why a run has no metrics of pixels.
 *
 * @module
 */
import type { RunRecord } from "../run/record.ts";

/** What warnings call them: `no metrics of pixels: reason`. */
export const PIXEL_METRICS = "metrics of pixels";

/**
 * Says why there are none: no masks, the reason that the record gives, or no maps.
 *
 * @example
 * ```ts
 * import { whyNoPixels } from "./missing_pixels.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const warnings = ["no metrics of pixels: no pixel is marked"];
 * assertEquals(whyNoPixels({ data: { masks: 3 }, warnings }), "no pixel is marked");
 * assertEquals(whyNoPixels({ data: { masks: 3 }, warnings: [] }), "the method has no maps");
 * ```
 */
export function whyNoPixels(
  { data, warnings }: {
    readonly data: Pick<RunRecord["data"], "masks">;
    readonly warnings: RunRecord["warnings"];
  },
): string {
  if (data.masks === 0) return "no ground-truth masks";
  const start = `no ${PIXEL_METRICS}: `;
  const told = warnings.find((warning) => warning.startsWith(start));
  return told ? told.slice(start.length) : "the method has no maps";
}

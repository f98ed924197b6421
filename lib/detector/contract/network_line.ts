/**
 * Describes a network in one line.
 *
 * @module
 */
import type { Detector } from "./detector.ts";

/**
 * Levels, deepest map and parameters, as far as a method has them.
 *
 * @example
 * ```ts
 * import { networkLine } from "./network_line.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const config = { imageSize: 128, channels: 3, levels: 4 } as const;
 * assertEquals(
 *   networkLine({ config, parameterCount: 1234567 }),
 *   "network: images of 128×128, 4 levels that halve, deepest map 8×8, 1,234,567 parameters",
 * );
 * ```
 */
export function networkLine(
  { config, parameterCount }: Pick<Detector, "config" | "parameterCount">,
): string {
  const { imageSize } = config;
  const { levels: given, widths } = config as { levels?: unknown; widths?: unknown };
  const levels = Array.isArray(widths) ? widths.length : Number(given);
  const deepest = Math.ceil(imageSize / 2 ** levels);
  return [
    `network: images of ${imageSize}×${imageSize}`,
    ...(levels >= 1 ? [`${levels} levels that halve`, `deepest map ${deepest}×${deepest}`] : []),
    parameterCount > 0 ? `${parameterCount.toLocaleString("en")} parameters` : "nothing to train",
  ].join(", ");
}

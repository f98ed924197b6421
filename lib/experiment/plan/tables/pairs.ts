/**
 * Additional rows in which two methods differ in one thing only.
 *
 * @module
 */
import type { Variant } from "../plan.ts";

/** The statistic of the AE and DAAD, by which all pairs are scored. */
export const AE_SCORE = { statistic: "top", topFraction: 0.01, sigmaAt256: 4 } as const;

/**
 * The shape of an AE whose code has one position and at most `values` values: as many as whole widths
 * allow, with each level twice as wide as the one before.
 *
 * @param values Maximum number of values in the code.
 * @param imageSize A power of two.
 *
 * @example
 * ```ts
 * import { narrowCode } from "./pairs.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(narrowCode(100, 32), { levels: 5, baseWidth: 6 }); // 1 × 1 × 96
 * ```
 */
export function narrowCode(
  values: number,
  imageSize: number,
): { readonly levels: number; readonly baseWidth: number } {
  const levels = Math.log2(imageSize);
  return { levels, baseWidth: Math.max(1, Math.floor(values / 2 ** (levels - 1))) };
}

/**
 * The AE with a code as wide as what passes through MemAE's memory at 32 pixels.
 *
 * The maps of both have 1,024 values there, as many as a gray image has pixels, but MemAE's decoder
 * sees a mix of N items, of which only the N weights depend on the image: 100 for gray images, 500
 * for colour. So the AE's code is one position with at most N values. No image decides that.
 *
 * @param items MemAE's N.
 * @param imageSize Height and width in pixels.
 */
export function narrowAe(items: number, imageSize: number): Variant {
  return { id: "ae_bottleneck", method: "ae", overrides: narrowCode(items, imageSize) };
}

/**
 * MemAE trained and scored like the AE it is compared with: the AE's batches, rate, statistic and, in
 * the full profile, number of epochs; the decay is the same anyway.
 */
export const MEMAE_AS_AE: Variant = {
  id: "memae_as_ae",
  method: "memae",
  overrides: { batchSize: 64, learningRate: 1e-3, score: AE_SCORE },
  profiles: { paper: { epochs: 50 } },
};

/**
 * The known formulas of addressing and score: T = 1, that is, no temperature, and the norm of the
 * whole, unsmoothed error. It trains on the mean square, as the other rows do.
 */
export const LITERAL_DAAD: Variant = {
  id: "daad_literal",
  method: "daad",
  overrides: {
    temperature: 1,
    score: { statistic: "mean", topFraction: 0.01, sigmaAt256: 0 },
  },
};

/** The maps of `tests/golden/metrics.json`. */
import type { PixelScores } from "../../lib/metrics/mod.ts";
import golden from "../golden/metrics.json" with { type: "json" };

/** Reference values of pixel metrics. */
export interface PixelValues {
  readonly auroc: number;
  readonly average_precision: number;
  readonly f1_max: { readonly value: number; readonly threshold: number };
  /** PRO by the limit of its false-positive rate. */
  readonly pro: Readonly<Record<string, number>>;
}

/** A case with the values computed for it. */
export interface PixelCase {
  readonly name: string;
  readonly pixels: PixelScores;
  readonly values: PixelValues;
}

/** All cases whose maps are in the file. */
export const PIXEL_CASES: readonly PixelCase[] = Object.entries(golden.pixels).map(
  ([name, { shape, maps, masks, ...values }]) => {
    const [, height, width] = shape as [number, number, number];
    const scores = new Float32Array(Uint8Array.fromBase64(maps).buffer);
    const bits = Uint8Array.fromBase64(masks);
    return {
      name,
      pixels: {
        maps: scores,
        masks: new Uint8Array(scores.length).map((_, i) => bits[i >> 3]! >> (i & 7) & 1),
        height,
        width,
      },
      values,
    };
  },
);

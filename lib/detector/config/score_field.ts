/**
 * The field of how an error map becomes a score.
 *
 * @module
 */
import { z } from "zod";
import type { FieldOf } from "./define_config.ts";
import type { ImageSize } from "./fields.ts";

/** How the error map becomes the image's score. */
export interface ScoreConfig {
  /**
   * `top`: mean of the highest share of pixels, `max`: the highest pixel, `mean`: the mean squared
   * error. Default `top`: defects are small, so the mean drowns them, and the maximum is noisy.
   */
  readonly statistic: "top" | "max" | "mean";
  /** The share of pixels that `top` averages. Default 0.01. */
  readonly topFraction: number;
  /**
   * Standard deviation of the Gaussian that smooths the map, in pixels of a 256-pixel image; it
   * shrinks with the image. Default 4: removes single-pixel noise, keeps defects; 0 = none.
   */
  readonly sigmaAt256: number;
}

const scoreSchema: z.ZodType<ScoreConfig> = z.strictObject({
  statistic: z.enum(["top", "max", "mean"]),
  topFraction: z.number().positive().max(1),
  sigmaAt256: z.number().min(0).max(64),
});

/** Most methods' score: the mean of the highest 1 % of the map, smoothed with sigma 4. */
export const TOP_SCORE: ScoreConfig = { statistic: "top", topFraction: 0.01, sigmaAt256: 4 };

/** A {@linkcode ScoreConfig} as a field. */
export function scoreField(
  value: ScoreConfig | ((known: ImageSize) => ScoreConfig),
  doc: string,
): FieldOf<ScoreConfig, ImageSize> {
  return {
    schema: scoreSchema,
    default: value,
    doc:
      `${doc} {"statistic": "top" | "max" | "mean", "topFraction", "sigmaAt256"}: the mean of the ` +
      "highest share of the error map, its maximum or its mean, after a Gaussian of that sigma in " +
      "pixels of a 256-pixel image.",
  };
}

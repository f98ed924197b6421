/**
 * Scores images only by a map of errors, for example of their reconstruction.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { reconstructionMap, smooth } from "../../nn/losses/error_maps.ts";
import type { ScoreConfig } from "../config/score_field.ts";
import type { Built } from "./define_method.ts";
import type { DetectorScope } from "./detector_scope.ts";
import { errorFacts } from "./error_statistics.ts";
import { imageScores, sigmaFor } from "./image_scores.ts";

/** What a score by errors needs of the configuration. */
interface Scored {
  readonly score: ScoreConfig;
  readonly imageSize: number;
}

/**
 * Makes a score whose maps are smoothed errors, and whose scores are their statistic.
 *
 * @param rebuild Rebuilds images `[b, h, w, c]` as they are scored; the errors are `[b, h, w, 1]`.
 */
export function scoreByMap(
  scope: DetectorScope,
  { score, imageSize }: Scored,
  rebuild: (images: tf.Tensor4D) => { errors: tf.Tensor4D; reconstructions: tf.Tensor4D },
): Pick<Built, "score" | "mapScores"> {
  const sigma = sigmaFor(score, imageSize);
  return {
    score: scope.imageProgram("scoring", (images) => {
      const { errors, reconstructions } = rebuild(images);
      const maps = smooth(errors, sigma);
      return { scores: imageScores(maps, score), maps, reconstructions };
    }),
    mapScores: (maps) => imageScores(maps, score),
  };
}

/**
 * The same of the squared errors of pixels.
 *
 * @param reconstruct Rebuilds images `[b, h, w, c]` as they are scored.
 */
export function scoreByError(
  scope: DetectorScope,
  config: Scored,
  reconstruct: (images: tf.Tensor4D) => tf.Tensor4D,
): Pick<Built, "errors" | "score" | "mapScores"> {
  return {
    errors: errorFacts(config.score, config.imageSize),
    ...scoreByMap(scope, config, (images) => {
      const reconstructions = reconstruct(images);
      return { errors: reconstructionMap(images, reconstructions), reconstructions };
    }),
  };
}

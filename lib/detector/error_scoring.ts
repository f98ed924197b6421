/**
 * Scores images only by the error of their reconstruction.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { reconstructionMap, smooth } from "../nn/error_maps.ts";
import { imageScores, sigmaFor } from "./image_scores.ts";
import type { Built } from "./define_method.ts";
import type { DetectorScope } from "./detector_scope.ts";
import { errorFacts } from "./error_statistics.ts";
import type { ScoreConfig } from "./fields.ts";

/**
 * Makes a score whose maps are smoothed squared errors of pixels, and whose scores are their
 * statistic.
 *
 * @param reconstruct Rebuilds images `[b, h, w, c]` as they are scored.
 */
export function scoreByError(
  scope: DetectorScope,
  { score, imageSize }: { readonly score: ScoreConfig; readonly imageSize: number },
  reconstruct: (images: tf.Tensor4D) => tf.Tensor4D,
): Pick<Built, "errors" | "score" | "mapScores"> {
  const sigma = sigmaFor(score, imageSize);
  const program = scope.program("scoring", ({ images }: { images: tf.Tensor4D }) => {
    const reconstructions = reconstruct(images);
    const maps = smooth(reconstructionMap(images, reconstructions), sigma);
    return { scores: imageScores(maps, score), maps, reconstructions };
  });
  return {
    errors: errorFacts(score, imageSize),
    score: (images) => program({ images }),
    mapScores: (maps) => imageScores(maps, score),
  };
}

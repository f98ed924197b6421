/**
 * GeoTrans as a detector: a classifier of geometric transformations, whose uncertainty is the score.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { evenly } from "../../data/images/evenly.ts";
import { type ImageSet, subset } from "../../data/images/image_set.ts";
import type { Method } from "../../detector/contract/detector.ts";
import { defineMethod } from "../../detector/define/define_method.ts";
import { fitNetwork } from "../../detector/fit/fit_network.ts";
import { pixelMover } from "../../nn/losses/pixel_moves.ts";
import { logSoftmax } from "../../nn/ops/log_softmax.ts";
import { batchResults } from "../../train/batch_results.ts";
import { geotransConfig } from "./config.ts";
import { expandedSet, transformationAt } from "./expanded_set.ts";
import { transformationLoss } from "./loss.ts";
import { wideResidualNetwork } from "./network.ts";
import { AnswerSums, dirichletScores, simplifiedScores } from "./score.ts";
import { TRANSFORMATIONS, transformations } from "./transformations.ts";

/** Sizes are multiples of this: the network halves twice and shifts are a quarter of the side. */
const SIZE_UNIT = 8;
/** Number of transformations in one call of the network; a divisor of 72. */
const TOGETHER = 8;
/** Number of images scored together; each is computed 72 times. */
const IMAGES_TOGETHER = 8;
/** Number of training images by which the accuracy is told where no distribution is fitted. */
const EXAMINED = 500;
/** Below this share of right answers the scores mean nothing; guessing reaches 1/72. A choice. */
const POOR_ACCURACY = 0.1;

/** Images to transform, `[b, h, w, c]`, and the index of each one's transformation, `[b]` int32. */
type Transformed = { readonly images: tf.Tensor4D; readonly chosen: tf.Tensor1D };

/** GeoTrans in the registry. */
export const GEOTRANS: Method = defineMethod({
  id: "geotrans",
  title: "GeoTrans",
  paper: "Golan & El-Yaniv, NeurIPS 2018",
  config: geotransConfig,
  // The published results are by the other score.
  variant: ({ score }) => score === "simplified" ? "simplified" : undefined,
  build: (scope, config) => {
    const own = scope.network("network");
    const classify = wideResidualNetwork(own, config);
    const statistics = scope.network("statistics");
    // α of each transformation.
    const alpha = config.score === "dirichlet"
      ? statistics.parameters.buffer(
        "alpha",
        new Float32Array(TRANSFORMATIONS ** 2).fill(1),
        [TRANSFORMATIONS, TRANSFORMATIONS],
      ) as tf.Variable<tf.Rank.R2>
      : undefined;
    const transform = pixelMover(transformations(paddedSize(config.imageSize)));
    const prepare = ({ images, chosen }: Transformed) =>
      transform(surrounded(images, config.imageSize), chosen);
    const answer = scope.program("scoring", (inputs: Transformed) => ({
      logarithms: logSoftmax(classify(prepare(inputs), "score")),
    }));
    const answers = (images: tf.Tensor4D) =>
      allAnswers(images, (inputs) => answer(inputs).logarithms);
    return {
      scoredTogether: IMAGES_TOGETHER,
      score: (images) =>
        tf.tidy(() => {
          const logarithms = answers(images);
          return {
            scores: alpha ? dirichletScores(logarithms, alpha) : simplifiedScores(logarithms),
          };
        }),
      fit: async (images, options) => {
        const history = await fitNetwork({
          ...config,
          ...options,
          name: "geotrans training step",
          images: expandedSet(images),
          parameters: own.parameters,
          draw: (_random, _size, indices) => ({
            chosen: tf.tensor1d(indices.map(transformationAt), "int32"),
          }),
          loss: (inputs) => {
            const { images, chosen } = inputs as Transformed;
            return transformationLoss(
              classify(prepare({ images, chosen }), "train"),
              chosen,
              own.parameters.trainables(),
              config.weightDecay,
            );
          },
        });
        // Without a fit the answers only tell the accuracy, for which some images do.
        const some = subset(images, evenly(images.files.length, EXAMINED));
        const sums = await sumAnswers(answers, alpha ? images : some, options.signal);
        const report = describeAccuracy(sums.accuracy);
        if (!alpha) return { history, ...report };
        const fitted = sums.fit();
        tf.tidy(() => alpha.assign(tf.tensor2d(fitted.alpha, [TRANSFORMATIONS, TRANSFORMATIONS])));
        const diagnostics = { ...report.diagnostics, unsettledDirichletFits: fitted.unsettled };
        return { history, ...report, diagnostics };
      },
    };
  },
});

/** The next multiple of {@linkcode SIZE_UNIT}. */
function paddedSize(imageSize: number): number {
  return Math.ceil(imageSize / SIZE_UNIT) * SIZE_UNIT;
}

/** Pads images with black up to {@linkcode paddedSize}. */
function surrounded(images: tf.Tensor4D, imageSize: number): tf.Tensor4D {
  const missing = paddedSize(imageSize) - imageSize;
  if (missing === 0) return images;
  const around: [number, number] = [Math.floor(missing / 2), Math.ceil(missing / 2)];
  return tf.pad(images, [[0, 0], around, around, [0, 0]], -1);
}

/** `log p_j(T_i(x))`, `[b, i, j]`: computed for some transformations at a time, to bound memory. */
function allAnswers(
  images: tf.Tensor4D,
  answer: (inputs: Transformed) => tf.Tensor,
): tf.Tensor3D {
  const count = images.shape[0];
  return tf.tidy(() => {
    const repeated: tf.Tensor4D = tf.tile(images, [TOGETHER, 1, 1, 1]);
    const parts = Array.from({ length: TRANSFORMATIONS / TOGETHER }, (_, part) => {
      const chosen = Int32Array.from(
        { length: TOGETHER * count },
        (_, k) => part * TOGETHER + Math.floor(k / count),
      );
      return answer({ images: repeated, chosen: tf.tensor1d(chosen, "int32") });
    });
    const all = tf.concat(parts, 0).reshape([TRANSFORMATIONS, count, TRANSFORMATIONS]);
    return tf.transpose(all, [1, 0, 2]) as tf.Tensor3D;
  });
}

/** Sums the answers for all training images. */
async function sumAnswers(
  answers: (images: tf.Tensor4D) => tf.Tensor3D,
  images: ImageSet,
  signal: AbortSignal | undefined,
): Promise<AnswerSums> {
  const sums = new AnswerSums(TRANSFORMATIONS);
  const compute = (images: tf.Tensor4D) => ({ logarithms: answers(images) });
  const activity = { activity: "fitting answers", batchSize: IMAGES_TOGETHER, signal };
  for await (const { values } of batchResults(images, compute, activity)) {
    sums.add(values.get("logarithms")!);
  }
  return sums;
}

/** What follows from the share of right answers on training images. */
function describeAccuracy(accuracy: number) {
  const told = `${(100 * accuracy).toFixed(1)} % of the transformations of training images`;
  const guessed = (100 / TRANSFORMATIONS).toFixed(1);
  return {
    diagnostics: { accuracy },
    warnings: [],
    untrained: accuracy >= POOR_ACCURACY
      ? undefined
      : `${told} are told apart, guessing has ${guessed} %`,
  };
}

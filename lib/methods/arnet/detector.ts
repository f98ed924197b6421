/**
 * ARNet as a detector: a U-Net that restores the orientation and the colours of images.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { randomFlip } from "../../data/augment/mod.ts";
import type { ImageSet } from "../../data/images/image_set.ts";
import type { Method } from "../../detector/contract/detector.ts";
import { defineMethod } from "../../detector/define/define_method.ts";
import { fitNetwork } from "../../detector/fit/fit_network.ts";
import { fromUnit, toUnit } from "../../nn/losses/pixel_range.ts";
import { reconstructionLoss } from "../../nn/losses/reconstruction_loss.ts";
import { Sgd } from "../../nn/optimisers/sgd.ts";
import { batchResults } from "../../train/batch_results.ts";
import { arnetConfig } from "./config.ts";
import { drawTurns, erasing, ROTATIONS } from "./erasing.ts";
import { arnetNetwork } from "./network.ts";
import { combineErrors, meanErrors, restorationErrors } from "./score.ts";

/** ARNet in the registry. */
export const ARNET: Method = defineMethod({
  id: "arnet",
  title: "ARNet",
  paper: "Ye et al., IEEE Transactions on Multimedia 2021",
  config: arnetConfig,
  build: (scope, config) => {
    const own = scope.network("network");
    const network = arnetNetwork(own, config);
    const erase = erasing(config);
    // κ; ones until training ends, and in the variant without normalisation.
    const ones = new Float32Array(ROTATIONS).fill(1);
    const scales = scope.network("statistics").parameters
      .buffer("scales", ones, [ROTATIONS]) as tf.Variable<tf.Rank.R1>;
    const score = scope.imageProgram("scoring", (images) => {
      const { maps, unrotated } = restorationErrors(network, erase, toUnit(images));
      return { ...combineErrors(maps, scales), reconstructions: fromUnit(unrotated) };
    });
    const errors = scope.imageProgram("errors", (images) => ({
      errors: meanErrors(restorationErrors(network, erase, toUnit(images)).maps),
    }));
    return {
      score,
      fit: async (images, options) => {
        const history = await fitNetwork({
          ...config,
          ...options,
          decayRepeats: true,
          optimiser: Sgd,
          name: "arnet training step",
          images,
          parameters: own.parameters,
          augment: config.flips ? randomFlip("horizontal") : undefined,
          draw: (random, batchSize) => ({ turns: drawTurns(batchSize, random) }),
          loss: ({ images, turns }) => {
            const targets = toUnit(images);
            const restored = network(erase(targets, turns as tf.Tensor1D), "train");
            return { total: reconstructionLoss(targets, restored, "mse") };
          },
        });
        if (config.normalization === "none") return { history };
        const measured = await measureScales(errors, images, options.signal);
        tf.tidy(() => scales.assign(tf.tensor1d(measured)));
        return { history, diagnostics: { meanErrors: measured } };
      },
    };
  },
});

/** Measures κ, the mean of e_j over training images, without augmentation. */
async function measureScales(
  compute: (images: tf.Tensor4D) => { readonly errors: tf.Tensor },
  images: ImageSet,
  signal: AbortSignal | undefined,
): Promise<number[]> {
  const sums = Array<number>(ROTATIONS).fill(0);
  const batches = batchResults(images, (batch) => tf.tidy(() => compute(batch)), {
    activity: "measuring errors",
    signal,
  });
  for await (const { values } of batches) {
    values.get("errors")!.forEach((error, i) => sums[i % ROTATIONS]! += error);
  }
  return sums.map((sum) => sum / images.files.length);
}

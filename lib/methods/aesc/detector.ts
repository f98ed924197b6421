/**
 * AESc as a detector: an autoencoder with skip connections, trained to remove stains.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { stain, withOriginal } from "../../data/augment/mod.ts";
import type { Method } from "../../detector/contract/detector.ts";
import { defineMethod } from "../../detector/define/define_method.ts";
import { fitNetwork } from "../../detector/fit/fit_network.ts";
import { fromUnit, toUnit } from "../../nn/losses/pixel_range.ts";
import { reconstructionLoss } from "../../nn/losses/reconstruction_loss.ts";
import { Random, STREAM } from "../../random.ts";
import { aescConfig } from "./config.ts";
import { drawMasks, maskTensors } from "./dropout.ts";
import { aescNetwork } from "./network.ts";
import { addToSpread, mapNorm, residualMap, uncertaintyMap } from "./score.ts";

/** Inputs of a pass under dropout, including the masks. */
type PassInputs = Readonly<Record<string, tf.Tensor>> & {
  readonly images: tf.Tensor4D;
  readonly mean: tf.Tensor4D;
  readonly squares: tf.Tensor4D;
  readonly share: tf.Scalar;
};

/** The statistic to which each norm of a gray image's residuals is proportional. */
const OWN = { l2: "l2", linf: "max", l1: undefined } as const;

/** AESc in the registry. */
export const AESC: Method = defineMethod({
  id: "aesc",
  title: "AESc",
  paper: "Collin & De Vleeschouwer, ICPR 2020",
  config: aescConfig,
  goesOn: true,
  build: (scope, config) => {
    const { map, norm, passes } = config.score;
    const network = aescNetwork(scope, config);
    const byResidual = scope.imageProgram("scoring", (images) => {
      const rebuilt = network(images, "score");
      const maps = residualMap(toUnit(images), rebuilt);
      return { scores: mapNorm(maps, norm), maps, reconstructions: fromUnit(rebuilt) };
    });
    const pass = scope.program(
      "pass under dropout",
      ({ images, mean, squares, share, ...masks }: PassInputs) => ({
        ...addToSpread({ mean, squares }, network(images, "score", masks), share),
      }),
    );
    // The masks of each pass of `uncertainty`: the same for every image, model and seed.
    const draws = new Random(0, STREAM.stepDraws);
    const masks = Array.from(
      { length: map === "uncertainty" ? passes : 0 },
      () => drawMasks(config, draws),
    );
    const byUncertainty = (images: tf.Tensor4D) =>
      tf.tidy(() => {
        let spread = { mean: tf.zerosLike(images), squares: tf.zerosLike(images) };
        masks.forEach((masks, i) => {
          const before = spread;
          spread = tf.tidy(() => {
            const share = tf.scalar(1 / (i + 1));
            return pass({ images, ...before, share, ...maskTensors(masks) });
          });
          tf.dispose({ ...before });
        });
        const maps = uncertaintyMap(spread, masks.length);
        return { scores: mapNorm(maps, norm), maps, reconstructions: fromUnit(spread.mean) };
      });
    return {
      // Residuals are summed over channels before squaring, so only those of gray images are these
      // statistics.
      errors: {
        sigma: 0,
        own: config.channels === 1 && map === "residual" ? OWN[norm] : undefined,
      },
      score: map === "residual" ? byResidual : byUncertainty,
      mapScores: (maps) => mapNorm(maps, norm),
      fit: async (images, options) => ({
        history: await fitNetwork({
          ...config,
          ...options,
          name: "aesc training step",
          images,
          parameters: scope.parameters,
          augment: config.corruption === "stain" ? withOriginal(stain()) : undefined,
          loss: ({ images }) => {
            const [input, target] = config.corruption === "stain"
              ? tf.split<tf.Tensor4D>(images, 2, 3)
              : [images, images];
            return { total: reconstructionLoss(toUnit(target!), network(input!, "train"), "mse") };
          },
        }),
      }),
    };
  },
});

/**
 * DAAD+ as a detector: DAAD with adversarial learning and the alignment score.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { compile } from "../backend/compile.ts";
import { readAndDispose } from "../backend/read.ts";
import { type ImageSet, toBatch } from "../data/images/image_set.ts";
import { augmentationOf } from "../detector/config/augmentation_fields.ts";
import type { Method } from "../detector/contract/detector.ts";
import { defineMethod } from "../detector/define/define_method.ts";
import { errorFacts } from "../detector/define/error_statistics.ts";
import { imageScores, sigmaFor } from "../detector/define/image_scores.ts";
import { fitAdversarially } from "../detector/fit/adversarial_fit.ts";
import { ganNetworks } from "../detector/fit/gan_networks.ts";
import { reconstructionMap, smooth } from "../nn/losses/error_maps.ts";
import { readAhead } from "../train/read_ahead.ts";
import { yielder } from "../train/yielder.ts";
import { type DaadPlusNetworks, daadPlusStep } from "./adversarial_step.ts";
import { type DaadPlusConfig, daadPlusConfig } from "./config.ts";
import { diagnose } from "./detector.ts";
import { discriminator } from "./discriminator.ts";
import { generator } from "./generator.ts";
import { blockMemoryViews } from "./memory_views.ts";
import { PartMeans } from "./part_means.ts";
import { alignmentMap } from "./score.ts";

/** DAAD+ in the registry. */
export const DAAD_PLUS: Method = defineMethod({
  id: "daad_plus",
  title: "DAAD+",
  paper: "Hou et al., ICCV 2021",
  config: daadPlusConfig,
  goesOn: true,
  build: (scope, config) => {
    const { channels } = config;
    const { networks, parameters } = ganNetworks(scope, {
      generator: (own) => generator(own, config),
      discriminator: (own) => discriminator(own, { ...config.discriminator, channels }),
    });
    const means = scope.saved("calibration", new PartMeans());
    const score = scope.program("scoring", ({ images, weights }: Scored) => {
      const { reconstructions, r, l } = scoreParts(networks, images, config);
      const [ofR, ofL] = tf.unstack(weights) as [tf.Scalar, tf.Scalar];
      const combined = tf.add(tf.mul(r, ofR), tf.mul(l, ofL)) as tf.Tensor4D;
      const maps = smooth(combined, sigmaFor(config.score, config.imageSize));
      return { scores: imageScores(maps, config.score), maps, reconstructions };
    });
    const { sigma, own } = errorFacts(config.score, config.imageSize);
    return {
      memories: blockMemoryViews(networks.generator),
      // Where L has no weight, the score is a statistic of R's map.
      errors: { sigma, own: config.alignmentWeight === 0 ? own : undefined },
      // (1 − w)·R / mean R + w·L / mean L, smoothed; the score is its statistic.
      score: (images) =>
        tf.tidy(() => {
          const { reconstruction, alignment } = means.values;
          const w = config.alignmentWeight;
          const weights = tf.tensor1d([(1 - w) / reconstruction, w / alignment]);
          return score({ images, weights });
        }),
      mapScores: (maps) => imageScores(maps, config.score),
      fit: async (images, options) => {
        const history = await fitAdversarially({
          name: "daad_plus",
          config,
          images,
          options,
          augment: augmentationOf(config),
          networks: parameters,
          adam: { discriminator: config.discriminator },
          step: ({ images }, update) => daadPlusStep(networks, images, update, config),
        });
        await measureMeans(means, networks, images, config, options.signal);
        const { diagnostics, warnings } = await diagnose(networks.generator, images);
        return { history, diagnostics: { ...diagnostics, calibration: means.values }, warnings };
      },
    };
  },
});

/** Inputs of scoring: images, and the weights of R and L. */
type Scored = { readonly images: tf.Tensor4D; readonly weights: tf.Tensor1D };

/** The maps R and L of a batch, `[b, h, w, 1]`. */
function scoreParts(
  { generator, discriminator }: DaadPlusNetworks,
  images: tf.Tensor4D,
  { alignmentLayers, imageSize }: DaadPlusConfig,
): { reconstructions: tf.Tensor4D; r: tf.Tensor4D; l: tf.Tensor4D } {
  const reconstructions = generator.reconstruct(images, "score");
  const layers = (x: tf.Tensor4D) => {
    const { features } = discriminator(x);
    return alignmentLayers.map((layer) => features[layer - 1]!);
  };
  return {
    reconstructions,
    r: reconstructionMap(images, reconstructions),
    l: alignmentMap(layers(images), layers(reconstructions), imageSize),
  };
}

/** Sets `means` to the means of R and L over the training images. */
async function measureMeans(
  means: PartMeans,
  networks: DaadPlusNetworks,
  images: ImageSet,
  config: DaadPlusConfig,
  signal: AbortSignal | undefined,
): Promise<void> {
  using measure = compile(({ images }: { images: tf.Tensor4D }) => {
    const { r, l } = scoreParts(networks, images, config);
    return { r: tf.mean(r), l: tf.mean(l) };
  }, { name: "daad_plus calibration" });
  const pause = yielder(
    signal,
    () => "stopped after the training, while the score was calibrated on the training images",
  );
  const sums = { reconstruction: 0, alignment: 0 };
  const count = images.files.length;
  const shape = [1, images.height, images.width, images.channels] as const;
  const indices = Array.from({ length: count }, (_, i) => i);
  for await (const values of readAhead(indices, (i) => toBatch(images, [i]))) {
    await pause();
    const { r, l } = await readAndDispose(
      tf.tidy(() => measure({ images: tf.tensor4d(values, [...shape]) })),
    );
    sums.reconstruction += r[0]!;
    sums.alignment += l[0]!;
  }
  means.set(sums.reconstruction / count, sums.alignment / count);
}

/**
 * The variational autoencoder as a detector.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../backend/read.ts";
import type { ImageSet } from "../../data/images/image_set.ts";
import type { FitReport, Method } from "../../detector/contract/detector.ts";
import { withDiagnosticImages } from "../../detector/contract/diagnostic_images.ts";
import { defineMethod } from "../../detector/define/define_method.ts";
import { errorFacts } from "../../detector/define/error_statistics.ts";
import { imageScores } from "../../detector/define/image_scores.ts";
import { fitNetwork, type StepInputs } from "../../detector/fit/fit_network.ts";
import {
  drawCode,
  klByUnit,
  klDivergence,
  negativeLogLikelihood,
} from "../../nn/layers/variational.ts";
import { toUnit } from "../../nn/losses/pixel_range.ts";
import { Random, STREAM } from "../../random.ts";
import type { LossTerms } from "../../train/loop.ts";
import { normals, normalTensor } from "../../train/step_draws.ts";
import { type VaeConfig, vaeConfig } from "./config.ts";
import { type VaeNetwork, vaeNetwork } from "./network.ts";
import { isSampled, scoreVae } from "./score.ts";

/** A unit of the code is in use above this mean KL divergence, in nats. */
const ACTIVE_KL = 0.01;

/** The VAE in the registry. */
export const VAE: Method = defineMethod({
  id: "vae",
  title: "VAE",
  paper: "Kingma & Welling, ICLR 2014; An & Cho, 2015",
  config: vaeConfig,
  goesOn: true,
  build: (scope, config) => {
    const { codeSize, samples } = config;
    const network = vaeNetwork(scope, config);
    // ε of sampled scores: the same for every image, model and seed.
    const noise = isSampled(config)
      ? normals(samples * codeSize, new Random(0, STREAM.stepDraws))
      : undefined;
    const score = scope.program(
      "scoring",
      ({ images, noise }: { images: tf.Tensor4D } & Readonly<Record<string, tf.Tensor>>) => ({
        ...scoreVae(network, config, images, noise as tf.Tensor2D | undefined),
      }),
    );
    const { sigma, own } = errorFacts(config.map, config.imageSize);
    return {
      errors: {
        sigma,
        own: config.score === "map" ? own : config.score === "mse" ? "mse" : undefined,
      },
      // Maps: squared errors in the scale of [0, 1]. Scores: as the configuration says.
      score: (images) =>
        tf.tidy(() =>
          score({ images, ...noise && { noise: tf.tensor2d(noise, [samples, codeSize]) } })
        ),
      mapScores: config.score === "map" ? (maps) => imageScores(maps, config.map) : undefined,
      fit: async (images, options) => {
        const history = await fitNetwork({
          ...config,
          ...options,
          name: "vae training step",
          images,
          parameters: scope.parameters,
          draw: (random, batch) => ({ noise: normalTensor([batch, codeSize], random) }),
          loss: (inputs) => vaeLoss(network, inputs, config),
        });
        return { history, ...await diagnose(network, images) };
      },
    };
  },
});

/** `mean_images Rec + β·KL`. */
function vaeLoss(
  network: VaeNetwork,
  { images, noise }: StepInputs,
  { likelihood, beta }: VaeConfig,
): LossTerms {
  const code = network.encode(images, "train");
  const logits = network.decode(drawCode(code, noise as tf.Tensor2D), "train");
  const reconstruction = tf.mean(negativeLogLikelihood(toUnit(images), logits, likelihood));
  const kl = tf.mean(klDivergence(code));
  const total = tf.add(reconstruction, tf.mul(kl, beta));
  return { total, reconstruction, kl } as Record<"total" | "reconstruction" | "kl", tf.Scalar>;
}

/** Measures how much of the code is in use; if none is, the decoder always returns the same image. */
async function diagnose(
  network: VaeNetwork,
  images: ImageSet,
): Promise<Pick<FitReport, "diagnostics" | "warnings">> {
  const { units } = await withDiagnosticImages(images, (batch) =>
    readAndDispose(tf.tidy(() => ({
      units: tf.mean(klByUnit(network.encode(batch, "score")), 0),
    }))));
  const activeUnits = units.filter((kl) => kl > ACTIVE_KL).length;
  const kl = units.reduce((sum, unit) => sum + unit, 0);
  const warnings = activeUnits > 0
    ? []
    : [`the code carries nothing (KL ${kl.toFixed(4)} an image); a lower beta keeps it in use`];
  return { diagnostics: { kl, activeUnits, codeSize: units.length }, warnings };
}

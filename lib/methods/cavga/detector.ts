/**
 * CAVGA-R as a detector.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../backend/compile.ts";
import type { ImageSet } from "../../data/image_set.ts";
import { Parameters } from "../../nn/parameters.ts";
import { fromUnit, toUnit } from "../../nn/pixel_range.ts";
import { combineStates } from "../../nn/stateful.ts";
import { Random, STREAM } from "../../random.ts";
import { normals } from "../../train/step_draws.ts";
import { fitAdversarially } from "../adversarial_fit.ts";
import { defineMethod } from "../define_method.ts";
import {
  type Detector,
  type FitOptions,
  type FitReport,
  type Method,
  SCORED_SHAPES,
  type ScoredBatch,
} from "../detector.ts";
import { diagnosticImages } from "../diagnostic_images.ts";
import { absoluteErrorMap } from "../error_map.ts";
import { type CavgaConfig, cavgaConfig, cavgaVariant } from "./config.ts";
import { reportAttention } from "./diagnostics.ts";
import { encoderShape } from "./encoder.ts";
import { cavgaAutoencoder, cavgaDiscriminator } from "./network.ts";
import { type CavgaNetworks, cavgaStep, drawMaps } from "./step.ts";

/** An adversarial variational autoencoder that is to attend to the whole of a normal image. */
export class CavgaDetector implements Detector {
  readonly method = "cavga";
  readonly config: CavgaConfig;
  readonly #autoencoder = new Parameters();
  readonly #discriminator = new Parameters();
  readonly #networks: CavgaNetworks;
  /** ε of scoring: the same for every image, model and seed. */
  readonly #noise: Float32Array;
  readonly state = combineStates({
    autoencoder: this.#autoencoder,
    discriminator: this.#discriminator,
  });
  readonly #score = compile(
    ({ images, noise }: { images: tf.Tensor4D; noise: tf.Tensor4D }) =>
      this.#scoreBatch(images, noise),
    { name: "cavga scoring", recordings: SCORED_SHAPES },
  );

  /**
   * @param config A complete configuration, from `cavgaConfig.resolve`.
   * @param seed Decides the initial values.
   * @throws {InputError} If weights of the encoder are wanted and missing.
   */
  constructor(config: CavgaConfig, seed: number) {
    this.config = config;
    const random = new Random(seed, STREAM.initialValues);
    const { size } = encoderShape(config);
    this.#noise = normals(size * size * config.latent, new Random(0, STREAM.stepDraws));
    this.#networks = {
      autoencoder: cavgaAutoencoder({ parameters: this.#autoencoder, random }, config),
      discriminator: cavgaDiscriminator({ parameters: this.#discriminator, random }, config),
      autoencoderVariables: this.#autoencoder.trainables(),
      discriminatorVariables: this.#discriminator.trainables(),
    };
  }

  get parameterCount(): number {
    return this.#autoencoder.count() + this.#discriminator.count();
  }

  /** Trains both networks against each other, then looks at the attention on training images. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const { config } = this;
    const { size } = encoderShape(config);
    const history = await fitAdversarially({
      name: this.method,
      config,
      images,
      options,
      networks: { autoencoder: this.#autoencoder, discriminator: this.#discriminator },
      draw: (random, batch) => {
        const shape: [number, number, number, number] = [batch, size, size, config.latent];
        return { noise: tf.tensor4d(normals(batch * size * size * config.latent, random), shape) };
      },
      step: (images, draws, update) =>
        cavgaStep(this.#networks, { images, ...draws }, update, config),
    });
    const batch = await diagnosticImages(images);
    const { encode, input, weightsSha256 } = this.#networks.autoencoder;
    const report = await reportAttention(batch, (images) => encode(images, "score").attention);
    batch.dispose();
    return {
      history,
      diagnostics: {
        backbone: { id: config.backbone, weightsSha256, input },
        ...report.diagnostics,
      },
      warnings: report.warnings,
    };
  }

  /**
   * Scores: `mean |x − x̂|` of pixels in [0, 1]. Maps: `1 − A`, enlarged (bilinear,
   * corners on corners, as the re-implementation).
   *
   * z is drawn as while training, with one ε for every image: most of its values are nearly pure
   * noise, and without it the decoder's running statistics do not fit.
   */
  score(images: tf.Tensor4D): ScoredBatch {
    const { size } = encoderShape(this.config);
    return tf.tidy(() => {
      const noise = tf.tensor4d(this.#noise, [1, size, size, this.config.latent]);
      return this.#score({ images, noise });
    });
  }

  /** Releases all variables and programs. */
  [Symbol.dispose](): void {
    this.#score[Symbol.dispose]();
    this.#autoencoder[Symbol.dispose]();
    this.#discriminator[Symbol.dispose]();
  }

  #scoreBatch(images: tf.Tensor4D, noise: tf.Tensor4D) {
    const { imageSize } = this.config;
    const { encode, decode } = this.#networks.autoencoder;
    const { attention, ...code } = encode(images, "score");
    const rebuilt = tf.sigmoid(decode(drawMaps(code, noise), "score"));
    const scores: tf.Tensor1D = tf.mean(absoluteErrorMap(toUnit(images), rebuilt), [1, 2, 3]);
    const enlarged = tf.image.resizeBilinear(attention, [imageSize, imageSize], true);
    return { scores, maps: tf.sub(1, enlarged) as tf.Tensor4D, reconstructions: fromUnit(rebuilt) };
  }
}

/** CAVGA-R in the registry. */
export const CAVGA: Method = defineMethod({
  id: "cavga",
  title: "CAVGA-R",
  paper: "Venkataramanan et al., ECCV 2020",
  config: cavgaConfig,
  variant: cavgaVariant,
  Detector: CavgaDetector,
});

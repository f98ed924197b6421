/**
 * AnoGAN's search for the latent vectors of images.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../backend/compile.ts";
import { SCORED_SHAPES, type ScoredBatch } from "../../detector/contract/detector.ts";
import { drawLatents } from "../../detector/define/latent.ts";
import { tellSearch } from "../../detector/fit/search_progress.ts";
import type { DcganDiscriminator, LatentDecoder } from "../../nn/layers/dcgan.ts";
import { absoluteErrorMap } from "../../nn/losses/error_maps.ts";
import { ADAM_EPSILON, adamRates, adamStep } from "../../nn/optimisers/adam_step.ts";
import { Random, STREAM } from "../../random.ts";
import type { AnoganConfig } from "./config.ts";
import { matchLoss } from "./losses.ts";

/** The parts of the configuration that the search needs. */
export type SearchConfig = Pick<
  AnoganConfig,
  "latent" | "prior" | "featureWeight" | "reduction" | "search" | "beta1" | "beta2"
>;

/** A batch of images and the discriminator's features of it. */
type Target = { readonly images: tf.Tensor4D; readonly features: tf.Tensor4D };

/** Latent vectors and their Adam moments, each `[b, latent]`. */
type Position = {
  readonly z: tf.Tensor2D;
  readonly mean: tf.Tensor2D;
  readonly square: tf.Tensor2D;
};

/**
 * Runs Γ steps of Adam on the latent vectors of a batch, with the networks fixed and in scoring mode.
 *
 * Adam acts on each value separately and the loss is a sum over images, so each image is searched as
 * if it were alone. Every image starts at the same latent vector, drawn once from the prior, so its
 * score depends on nothing else. One step is compiled and called Γ times.
 *
 * Source: Schlegl et al., IPMI 2017, section 2.2.
 */
export class LatentSearch implements Disposable {
  readonly #generator: LatentDecoder;
  readonly #discriminator: DcganDiscriminator;
  readonly #config: SearchConfig;
  readonly #features = compile(
    ({ images }: { images: tf.Tensor4D }) => ({
      features: this.#discriminator(images, "score").features,
    }),
    { name: "anogan features", recordings: SCORED_SHAPES },
  );
  readonly #step = compile(
    ({ z, mean, square, rates, ...target }: Target & Position & { rates: tf.Tensor1D }) => {
      const gradient = tf.grad((z) => tf.sum(this.#match(target, z as tf.Tensor2D).loss))(z);
      const { update, moments } = adamStep<tf.Rank.R2>(
        this.#adam,
        gradient as tf.Tensor2D,
        { mean, square },
        rates,
      );
      return { z: tf.sub(z, update) as tf.Tensor2D, ...moments };
    },
    { name: "anogan search step", recordings: SCORED_SHAPES },
  );
  readonly #result = compile(({ z, ...target }: Target & { z: tf.Tensor2D }) => {
    const { loss, generated } = this.#match(target, z);
    const maps = absoluteErrorMap(target.images, generated);
    return { scores: loss, maps, reconstructions: generated };
  }, { name: "anogan scoring", recordings: SCORED_SHAPES });

  constructor(
    networks: { readonly generator: LatentDecoder; readonly discriminator: DcganDiscriminator },
    config: SearchConfig,
  ) {
    this.#generator = networks.generator;
    this.#discriminator = networks.discriminator;
    this.#config = config;
  }

  /**
   * Searches the latent vectors of images and returns their scores.
   *
   * @param images `[b, h, w, c]`.
   * @param steps Default: the configured Γ.
   */
  score(images: tf.Tensor4D, steps = this.#config.search.steps): ScoredBatch {
    return tf.tidy(() => {
      const target = { images, ...this.#features({ images }) };
      let position = this.#start(images.shape[0]);
      for (let step = 1; step <= steps; step++) {
        const rates = tf.tensor1d(adamRates(this.#adam, this.#config.search.learningRate, step));
        const next = this.#step({ ...target, ...position, rates });
        tf.dispose([...Object.values(position), rates]);
        position = next;
        tellSearch(step / steps, images.shape[0]);
      }
      return this.#result({ ...target, z: position.z });
    });
  }

  [Symbol.dispose](): void {
    for (const program of [this.#features, this.#step, this.#result]) program[Symbol.dispose]();
  }

  get #adam() {
    const { beta1, beta2 } = this.#config;
    return { beta1, beta2, epsilon: ADAM_EPSILON };
  }

  #start(count: number): Position {
    const { prior, latent } = this.#config;
    const one = drawLatents(prior, [1, latent], new Random(0, STREAM.search));
    const zeros = () => tf.zeros([count, latent]) as tf.Tensor2D;
    return { z: tf.tile(one, [count, 1]), mean: zeros(), square: zeros() };
  }

  #match({ images, features }: Target, z: tf.Tensor2D) {
    const generated = this.#generator(z, "score");
    const generatedFeatures = this.#discriminator(generated, "score").features;
    const match = { images, features, generated, generatedFeatures };
    return { loss: matchLoss(match, this.#config), generated };
  }
}

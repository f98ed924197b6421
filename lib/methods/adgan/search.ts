/**
 * ADGAN's search, which moves latent vectors and the generator towards an image.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../backend/compile.ts";
import { SCORED_SHAPES, type ScoredBatch } from "../../detector/contract/detector.ts";
import { drawLatents } from "../../detector/define/latent.ts";
import { tellSearch } from "../../detector/fit/search_progress.ts";
import type { LatentDecoder } from "../../nn/layers/dcgan.ts";
import { absoluteErrorMap } from "../../nn/losses/error_maps.ts";
import { gradients } from "../../nn/losses/loss_gradients.ts";
import { sumOf } from "../../nn/ops/sum.ts";
import { flatten, subtract } from "../../nn/optimisers/adam_state.ts";
import { ADAM_EPSILON, adamRates, adamStep, type Moments } from "../../nn/optimisers/adam_step.ts";
import { Random, STREAM } from "../../random.ts";
import type { AdganConfig } from "./config.ts";
import { generationError } from "./losses.ts";

/** The result of one seed for `[b]` images; `before` is the error at the start. */
type Found = {
  readonly before: tf.Tensor1D;
  readonly scores: tf.Tensor1D;
  readonly maps: tf.Tensor4D;
  readonly reconstructions: tf.Tensor4D;
};

/**
 * Starts at several latent vectors and from each makes k rounds of one Adam step on the latent vector
 * and one on the generator's weights; the score is the mean of the remaining errors.
 *
 * Each image and seed begins with the trained weights and fresh moments, and the latent vectors are
 * drawn once and shared by all images, so a score depends on its image only. Batch norm is in scoring
 * mode throughout. Private weights rule out batches, so images are searched one by one; without
 * `search.weights`, a batch is searched at once. All rounds of a seed are one compiled function.
 *
 * Source: Deecke et al., ECML PKDD 2018, algorithm 1.
 */
export class AdganSearch implements Disposable {
  readonly #generator: LatentDecoder;
  readonly #variables: readonly tf.Variable[];
  readonly #config: Pick<AdganConfig, "latent" | "search">;
  readonly #seed = compile(
    ({ images, z }: { images: tf.Tensor4D; z: tf.Tensor2D }) => this.#fromSeed(images, z),
    { name: "adgan search", recordings: SCORED_SHAPES },
  );

  constructor(
    generator: LatentDecoder,
    variables: readonly tf.Variable[],
    config: Pick<AdganConfig, "latent" | "search">,
  ) {
    this.#generator = generator;
    this.#variables = variables;
    this.#config = config;
  }

  /** Scores: mean remaining error. Maps: mean of |x − G(z)|. Reconstructions: mean of G(z). */
  score(images: tf.Tensor4D): ScoredBatch {
    return tf.tidy(() => {
      const { before: _, ...scored } = this.#search(images);
      return scored;
    });
  }

  /** Scores without a search: mean error at the starts. */
  scoreStart(images: tf.Tensor4D): ScoredBatch {
    return tf.tidy(() => ({ scores: this.#search(images).before }));
  }

  [Symbol.dispose](): void {
    this.#seed[Symbol.dispose]();
  }

  #search(images: tf.Tensor4D): Found {
    if (!this.#config.search.weights) return this.#overSeeds(images);
    const each = (tf.split(images, images.shape[0]) as tf.Tensor4D[])
      .map((image, i, all) => {
        const found = this.#overSeeds(image);
        tellSearch((i + 1) / all.length, all.length);
        return found;
      });
    return combine(each, (parts) => tf.concat(parts));
  }

  #overSeeds(images: tf.Tensor4D): Found {
    const { latent, search } = this.#config;
    return tf.tidy(() => {
      const starts = drawLatents("normal", [search.seeds, latent], new Random(0, STREAM.search));
      const found = (tf.split(starts, search.seeds) as tf.Tensor2D[]).map((start) =>
        this.#seed({ images, z: tf.tile(start, [images.shape[0], 1]) })
      );
      return combine(found, (parts) => tf.div(sumOf(parts), search.seeds));
    });
  }

  #fromSeed(images: tf.Tensor4D, start: tf.Tensor2D): Found {
    const { search } = this.#config;
    const { beta1, beta2 } = search;
    const settings = { beta1, beta2, epsilon: ADAM_EPSILON };
    const error = (z: tf.Tensor2D) => generationError(images, this.#generator(z, "score"));
    const loss = (z: tf.Tensor2D) => tf.sum(error(z)) as tf.Scalar;
    const trained = this.#variables.map((variable) => variable.clone());
    try {
      const before = error(start);
      let z = start;
      let ofZ: Moments<tf.Rank.R2> = { mean: tf.zerosLike(z), square: tf.zerosLike(z) };
      const size = this.#variables.reduce((n, variable) => n + variable.size, 0);
      let ofWeights: Moments<tf.Rank.R1> = { mean: tf.zeros([size]), square: tf.zeros([size]) };
      for (let round = 1; round <= search.rounds; round++) {
        const gradient = tf.grad((z) => loss(z as tf.Tensor2D))(z) as tf.Tensor2D;
        const rates = tf.tensor1d(adamRates(settings, search.latentRate, round));
        const moved = adamStep(settings, gradient, ofZ, rates);
        z = tf.sub(z, moved.update);
        ofZ = moved.moments;
        if (!search.weights) continue;
        const flat = flatten(gradients(() => loss(z), this.#variables).gradients);
        const weightRates = tf.tensor1d(adamRates(settings, search.weightRate, round));
        const step = adamStep(settings, flat, ofWeights, weightRates);
        subtract(this.#variables, step.update);
        ofWeights = step.moments;
      }
      const reconstructions = this.#generator(z, "score");
      const scores = generationError(images, reconstructions);
      return { before, scores, maps: absoluteErrorMap(images, reconstructions), reconstructions };
    } finally {
      this.#variables.forEach((variable, i) => variable.assign(trained[i]!));
    }
  }
}

/** Makes one result of several, part by part. */
function combine(all: readonly Found[], how: (parts: tf.Tensor[]) => tf.Tensor): Found {
  const names = Object.keys(all[0]!) as (keyof Found)[];
  const entries = names.map((name) => [name, how(all.map((found) => found[name]))]);
  return Object.fromEntries(entries) as Found;
}

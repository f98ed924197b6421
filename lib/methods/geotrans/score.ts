/**
 * GeoTrans's scores.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { fitDirichlet } from "./dirichlet.ts";

/**
 * Minus the log-likelihood of the answers, without the terms that are the same for all images:
 * `−mean_i Σ_j (α_ij − 1) log p_j(T_i(x))`.
 *
 * @param logarithms `log p_j(T_i(x))`, `[b, i, j]`.
 * @param alpha `[i, j]`.
 * @returns `[b]`.
 *
 * @example
 * ```ts
 * import { dirichletScores } from "./score.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const logarithms = tf.tensor3d([-1, -2, -3, -4], [1, 2, 2]);
 * const scores = dirichletScores(logarithms, tf.tensor2d([[2, 1], [1, 3]]));
 * assertEquals([...scores.dataSync()], [(1 + 8) / 2]);
 * ```
 */
export function dirichletScores(logarithms: tf.Tensor3D, alpha: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const likelihoods = tf.sum(tf.mul(logarithms, tf.sub(alpha, 1)), 2); // [b, i]
    return tf.neg(tf.mean(likelihoods, 1)) as tf.Tensor1D;
  });
}

/**
 * Minus the mean probability of the right answers: `−mean_i p_i(T_i(x))`.
 *
 * @param logarithms `log p_j(T_i(x))`, `[b, i, j]`.
 * @returns `[b]`.
 */
export function simplifiedScores(logarithms: tf.Tensor3D): tf.Tensor1D {
  return tf.tidy(() => {
    const k = logarithms.shape[1];
    const right = tf.mul(tf.exp(logarithms), tf.eye(k)); // p_i(T_i(x)) on the diagonal
    return tf.div(tf.neg(tf.sum(right, [1, 2])), k) as tf.Tensor1D;
  });
}

/** The statistics of the answers for training images. */
export interface AnswerStatistics {
  /** A Dirichlet distribution for each transformation, `[i, j]`. */
  readonly alpha: Float32Array;
  /** Number of distributions whose fit did not converge. */
  readonly unsettled: number;
}

/** Sums up answers `log p_j(T_i(x))`, a batch of images at a time. */
export class AnswerSums {
  readonly #k: number;
  readonly #probabilities: Float64Array;
  readonly #logarithms: Float64Array;
  #images = 0;
  #right = 0;

  /** @param k Number of transformations, and of answers to each. */
  constructor(k: number) {
    this.#k = k;
    this.#probabilities = new Float64Array(k * k);
    this.#logarithms = new Float64Array(k * k);
  }

  /** @param logarithms `[b, i, j]` of some images. */
  add(logarithms: Float32Array): void {
    const k = this.#k;
    for (let row = 0; row * k < logarithms.length; row++) {
      const i = row % k;
      let best = 0;
      for (let j = 0; j < k; j++) {
        const logarithm = logarithms[row * k + j]!;
        this.#probabilities[i * k + j]! += Math.exp(logarithm);
        this.#logarithms[i * k + j]! += logarithm;
        if (logarithm > logarithms[row * k + best]!) best = j;
      }
      if (best === i) this.#right++;
    }
    this.#images += logarithms.length / (k * k);
  }

  /** Share of right answers. */
  get accuracy(): number {
    return this.#right / (this.#images * this.#k);
  }

  /** Fits the distributions to all answers that were added. */
  fit(): AnswerStatistics {
    const k = this.#k;
    const alpha = new Float32Array(k * k);
    let unsettled = 0;
    for (let i = 0; i < k; i++) {
      const mean = (sums: Float64Array) =>
        sums.slice(i * k, (i + 1) * k).map((sum) => sum / this.#images);
      const fit = fitDirichlet({
        probabilities: mean(this.#probabilities),
        logarithms: mean(this.#logarithms),
      });
      alpha.set(fit.alpha, i * k);
      if (!fit.converged) unsettled++;
    }
    return { alpha, unsettled };
  }
}

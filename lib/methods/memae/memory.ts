/**
 * The memory of MemAE: addressing, hard shrinkage, entropy.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { childScope, type LayerScope } from "../../nn/layers/layers.ts";
import { cosine } from "../../nn/ops/cosine.ts";
import { uniform } from "../../nn/variables/initializers.ts";
import type { MemaeConfig } from "./config.ts";

/** Keeps divisions and logarithms of zero finite, as in the published code. */
const EPSILON = 1e-12;

/** A memory of N items of C values. */
export interface Memory {
  /** The weight of each item for each query `[q, C]`: `[q, N]`; rows sum to 1 or are zero. */
  address(queries: tf.Tensor2D): tf.Tensor2D;
  /** Mixes the items by weights `[q, N]`: `[q, C]`. */
  mix(weights: tf.Tensor2D): tf.Tensor2D;
  /** The items themselves, `[N, C]`; they belong to the memory. */
  readonly items: tf.Tensor2D;
}

/**
 * Makes a memory.
 *
 * `w = softmax(similarity(q, m_i))`, shrunk and scaled to sum to 1; `ẑ = Σ w_i m_i`.
 *
 * Variable: `memory.items` `[N, C]`, initialised uniformly in ±1/√C, as in the official code.
 *
 * Source: Gong et al., ICCV 2019, section 3.3.
 *
 * @param size C.
 */
export function memory(
  scope: LayerScope,
  size: number,
  config: Pick<MemaeConfig, "items" | "similarity" | "shrinkage">,
): Memory {
  const { parameters, random } = childScope(scope, "memory");
  const shape = [config.items, size];
  const values = uniform(shape, 1 / Math.sqrt(size), random);
  const items = parameters.trainable("items", values, shape) as tf.Variable<tf.Rank.R2>;
  return {
    address: (queries) =>
      tf.tidy(() => {
        const similarities = config.similarity === "cosine"
          ? cosine(queries, items)
          : tf.matMul(queries, items, false, true) as tf.Tensor2D;
        return scaleToOne(hardShrink(tf.softmax(similarities), config.shrinkage));
      }),
    items,
    mix: (weights) => tf.matMul(weights, items),
  };
}

/**
 * Hard shrinkage: weights up to λ become 0, the others are unchanged.
 *
 * The published code has `max(w − λ, 0)·w / (|w − λ| + 1e-12)`, which in float32 is the same except
 * for weights within 1e-9 of λ, where its gradient spikes up to 1e4; here the gradient is 1 or 0.
 *
 * Source: Gong et al., ICCV 2019, equation 6.
 *
 * @example
 * ```ts
 * import { hardShrink } from "./memory.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const weights = hardShrink(tf.tensor2d([[0.25, 0.75]]), 0.25);
 * assertEquals([...weights.dataSync()], [0, 0.75]);
 * ```
 */
export function hardShrink(weights: tf.Tensor2D, threshold: number): tf.Tensor2D {
  return tf.customGrad((...args) => {
    const [w, save] = args as unknown as [tf.Tensor2D, tf.GradSaveFunc];
    const kept = tf.cast(tf.greater(w, threshold), "float32");
    save([kept]);
    return {
      value: tf.mul(w, kept),
      gradFunc: (upstream, [kept]) => tf.mul(upstream, kept!),
    };
  })(weights) as tf.Tensor2D;
}

/** Scales each row to sum to 1; a row of zeros is unchanged. */
export function scaleToOne(weights: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.div(weights, tf.add(tf.sum(weights, 1, true), EPSILON)));
}

/**
 * Mean entropy of the addressing: `mean_q −Σ_i w_i log(w_i + 1e-12)`.
 *
 * Source: Gong et al., ICCV 2019, equation 9; the published code takes the shrunk, scaled weights.
 *
 * @param weights `[q, N]`.
 */
export function addressingEntropy(weights: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const terms = tf.mul(weights, tf.log(tf.add(weights, EPSILON)));
    return tf.neg(tf.mean(tf.sum(terms, 1))) as tf.Scalar;
  });
}

/**
 * Block-wise memory, the core of DAAD.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { LayerScope } from "../nn/layers/layers.ts";
import { cosine } from "../nn/ops/cosine.ts";
import { uniform } from "../nn/variables/initializers.ts";
import { assemble, blockSize, divide, type Division, type FeatureShape } from "./division.ts";

/** Size and addressing of one memory. */
export interface BlockMemoryOptions {
  /** The feature map that is divided. */
  readonly shape: FeatureShape;
  /** r_h, r_w, r_c: parts along each axis; each divides its axis. */
  readonly division: Division;
  /** N: number of items. */
  readonly items: number;
  /** T: divides the cosine before the softmax; 1 is the paper's formula. */
  readonly temperature: number;
}

/** A memory on one level of the network. */
export interface BlockMemory {
  /** How its feature map is divided. */
  readonly division: Division;
  /** M: the items, `[N, D]`; they belong to the memory. */
  readonly items: tf.Tensor2D;
  /** The weights w of a feature map's blocks over the items: `[b, h, w, c]` → `[b·Q, N]`. */
  address(feature: tf.Tensor4D): tf.Tensor2D;
  /** Divides a feature map, reads every block and assembles what was read: `[b, h, w, c]`. */
  read(feature: tf.Tensor4D): tf.Tensor4D;
}

/**
 * Makes a memory whose items are shared by all blocks of its level.
 *
 * For each block q: `w_i = exp(cos(q, m_i) / T) / Σ_j exp(cos(q, m_j) / T)` and `q̂ = Σ_i w_i m_i`.
 *
 * Variable: `items` `[N, D]`, initialised uniformly in ±3/√D. The mean is zero, so that items point
 * in all directions and addressing does not start out uniform. This is a choice; the paper does not
 * say.
 *
 * Source: DAAD (ICCV 2021), section "block-wise memory"; T is an addition (T = 1 is the paper).
 */
export function blockMemory(scope: LayerScope, options: BlockMemoryOptions): BlockMemory {
  const { shape, division, items: N, temperature: T } = options;
  const D = blockSize(division, shape);
  const values = uniform([N, D], 3 / Math.sqrt(D), scope.random);
  const M = scope.parameters.trainable("items", values, [N, D]) as tf.Tensor2D; // [N, D]

  const address = (x: tf.Tensor4D) =>
    tf.tidy(() => {
      const q = divide(x, division); // [b·Q, D]
      return tf.softmax(cosine(q, M, T)); // [b·Q, N]
    });

  const read = (x: tf.Tensor4D) =>
    tf.tidy(() => {
      const w = address(x); // [b·Q, N]
      const qHat: tf.Tensor2D = tf.matMul(w, M); // [b·Q, D]
      return assemble(qHat, division, x.shape); // [b, h, w, c]
    });

  return { division, items: M, address, read };
}

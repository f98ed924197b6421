/**
 * Block-wise memory: the centre of DAAD.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { uniform } from "../nn/initializers.ts";
import type { LayerScope } from "../nn/layers.ts";
import { assemble, blockSize, divide, type Division, type FeatureShape } from "./division.ts";

/** Added to squared norms, so that a block of zeros has the cosine 0 with every item. */
const SQUARED_NORM_EPSILON = 1e-12;

/** Size and addressing of one memory. */
export interface BlockMemoryOptions {
  /** The feature map that is divided. */
  readonly shape: FeatureShape;
  /** Blocks along each axis; must divide the shape. */
  readonly division: Division;
  /** N: number of items. */
  readonly items: number;
  /** T: divides the cosine before the softmax; 1 is the paper's formula. */
  readonly temperature: number;
}

/** A memory on one level of the network. */
export interface BlockMemory extends BlockMemoryOptions {
  /** Divides a feature map, reads every block and assembles what was read: `[b, h, w, c]`. */
  read(feature: tf.Tensor4D): tf.Tensor4D;
  /** Only the addressing: how much of each item each block reads, `[b · Q, N]`. */
  address(feature: tf.Tensor4D): tf.Tensor2D;
  /** M: the items themselves, `[N, D]`; they belong to the memory. */
  readonly prototypes: tf.Tensor2D;
}

/**
 * Makes a memory whose items are shared by all blocks of its level.
 *
 * For each block `q` of the divided feature map:
 * `w_i = exp(cos(q, m_i) / T) / Σ_j exp(cos(q, m_j) / T)` and `q̂ = Σ_i w_i m_i`.
 *
 * Variable: `items` `[N, D]`, uniform in ±3/√D at first: with zero mean, so that items point in all
 * directions and addressing is not uniform from the start. A choice; the paper does not say.
 *
 * Source: DAAD (ICCV 2021), section "block-wise memory"; T is an addition (T = 1 is the paper).
 */
export function blockMemory(scope: LayerScope, options: BlockMemoryOptions): BlockMemory {
  const { division, shape, items, temperature } = options;
  const size = blockSize(division, shape);
  const values = uniform([items, size], 3 / Math.sqrt(size), scope.random);
  const memory = scope.parameters.trainable("items", values, [items, size]) as tf.Variable<
    tf.Rank.R2
  >;
  return {
    ...options,
    prototypes: memory,
    read: (feature) =>
      tf.tidy(() => {
        const weights = addressBlocks(divide(feature, division), memory, temperature);
        const readOut = tf.matMul(weights, memory) as tf.Tensor2D; // [b·Q, D]
        return assemble(readOut, division, feature.shape);
      }),
    address: (feature) =>
      tf.tidy(() => addressBlocks(divide(feature, division), memory, temperature)),
  };
}

/**
 * Addressing weights of blocks over items.
 *
 * `softmax_i(cos(q, m_i) / T)`; a block or an item of zeros has the cosine 0.
 *
 * @param blocks `[b · Q, D]`.
 * @param items `[N, D]`.
 * @param temperature T > 0.
 * @returns `[b · Q, N]`; each row sums to 1.
 *
 * @example
 * ```ts
 * import { addressBlocks } from "./block_memory.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertGreater } from "@std/assert";
 *
 * const weights = addressBlocks(tf.tensor2d([[2, 0]]), tf.tensor2d([[1, 0], [0, 1]]), 0.1);
 * const [same, other] = weights.dataSync();
 * assertGreater(same!, 0.99);
 * assertGreater(0.01, other!);
 * ```
 */
export function addressBlocks(
  blocks: tf.Tensor2D,
  items: tf.Tensor2D,
  temperature: number,
): tf.Tensor2D {
  return tf.tidy(() => tf.softmax(scaledCosine(blocks, items, temperature)) as tf.Tensor2D);
}

/**
 * `cos(q, m) / T` for all pairs, `[b · Q, N]`, with its gradient.
 *
 * Stated by hand because blocks are as large as the feature map and the tape would pass over them
 * twice as often. With S = q·mᵀ, u = 1/‖q‖, v = 1/‖m‖, upstream gradient G and H = G ∘ u ∘ vᵀ / T:
 * `dq = H m − (u² Σ_i H_i S_i) ∘ q` and `dm = Hᵀ q − (v² Σ_b H_b S_b) ∘ m`. No normalised copy of
 * blocks or items is ever made: the norms act on S, which is small.
 */
function scaledCosine(
  blocks: tf.Tensor2D,
  items: tf.Tensor2D,
  temperature: number,
): tf.Tensor2D {
  return tf.customGrad((...args) => {
    const [q, m, save] = args as unknown as [tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
    const u = inverseNorm(q); // [b·Q, 1]
    const v = inverseNorm(m); // [N, 1]
    const product = tf.matMul(q, m, false, true) as tf.Tensor2D; // [b·Q, N]
    const scale = tf.matMul(tf.div(u, temperature) as tf.Tensor2D, v, false, true); // [b·Q, N]
    save([q, m, u, v, product, scale]);
    return {
      value: tf.mul(product, scale),
      gradFunc: (upstream, saved) => {
        const [q, m, u, v, product, scale] = saved as tf.Tensor2D[];
        const h = tf.mul(upstream, scale!) as tf.Tensor2D;
        const along = tf.mul(h, product!);
        const alongBlocks = tf.mul(tf.sum(along, 1, true), tf.square(u!)); // [b·Q, 1]
        const alongItems = tf.mul(tf.sum(along, 0).reshape([-1, 1]), tf.square(v!)); // [N, 1]
        return [
          tf.sub(tf.matMul(h, m!), tf.mul(q!, alongBlocks)),
          tf.sub(tf.matMul(h, q!, true, false), tf.mul(m!, alongItems)),
        ];
      },
    };
  })(blocks, items) as tf.Tensor2D;
}

/** `1 / ‖row‖`, `[rows, 1]`. Each row times itself: no pass writes the squares. */
function inverseNorm(rows: tf.Tensor2D): tf.Tensor2D {
  const [count, size] = rows.shape;
  const each = rows.reshape([count, 1, size]);
  const squares = tf.matMul(each, each, false, true).reshape([count, 1]) as tf.Tensor2D;
  return tf.rsqrt(tf.add(squares, SQUARED_NORM_EPSILON));
}

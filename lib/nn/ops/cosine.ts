/**
 * Cosines of rows, by which a memory is addressed.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** Added to squared norms, so that a row of zeros has the cosine 0 with every other. */
const SQUARED_NORM_EPSILON = 1e-12;

/**
 * `cos(q, m) / T` of each row `q` with each row `m`, and its gradient; a row of zeros has the cosine 0.
 *
 * The gradient is written by hand because `q` is as large as a feature map and the tape would pass over
 * it twice as often. With S = q·mᵀ, u = 1/‖q‖, v = 1/‖m‖, upstream gradient G and H = G ∘ u ∘ vᵀ / T:
 * `dq = H m − (u² Σ_i H_i S_i) ∘ q` and `dm = Hᵀ q − (v² Σ_b H_b S_b) ∘ m`. No normalised copy of
 * `q` or `m` is ever made: the norms act on S, which is small.
 *
 * @param queries `[n, D]`.
 * @param items `[N, D]`.
 * @param temperature T > 0.
 * @returns `[n, N]`.
 *
 * @example
 * ```ts
 * import { cosine } from "./cosine.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const cosines = cosine(tf.tensor2d([[2, 0]]), tf.tensor2d([[3, 0], [1, 1]]));
 * const [same, diagonal] = cosines.dataSync();
 * assertAlmostEquals(same!, 1, 1e-6);
 * assertAlmostEquals(diagonal!, Math.SQRT1_2, 1e-6);
 * ```
 */
export function cosine(queries: tf.Tensor2D, items: tf.Tensor2D, temperature = 1): tf.Tensor2D {
  return tf.customGrad((...args) => {
    const [q, m, save] = args as unknown as [tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
    const u = inverseNorm(q); // [n, 1]
    const v = inverseNorm(m); // [N, 1]
    const product = tf.matMul(q, m, false, true) as tf.Tensor2D; // [n, N]
    const scale = tf.matMul(tf.div(u, temperature) as tf.Tensor2D, v, false, true); // [n, N]
    save([q, m, u, v, product, scale]);
    return {
      value: tf.mul(product, scale),
      gradFunc: (upstream, saved) => {
        const [q, m, u, v, product, scale] = saved as tf.Tensor2D[];
        const h = tf.mul(upstream, scale!) as tf.Tensor2D;
        const along = tf.mul(h, product!);
        const alongQueries = tf.mul(tf.sum(along, 1, true), tf.square(u!)); // [n, 1]
        const alongItems = tf.mul(tf.sum(along, 0).reshape([-1, 1]), tf.square(v!)); // [N, 1]
        return [
          tf.sub(tf.matMul(h, m!), tf.mul(q!, alongQueries)),
          tf.sub(tf.matMul(h, q!, true, false), tf.mul(m!, alongItems)),
        ];
      },
    };
  })(queries, items) as tf.Tensor2D;
}

/** `1 / ‖row‖`, `[rows, 1]`. */
function inverseNorm(rows: tf.Tensor2D): tf.Tensor2D {
  const squares = tf.sum(tf.square(rows), 1, true);
  return tf.rsqrt(tf.add(squares, SQUARED_NORM_EPSILON));
}

/**
 * Enlarges feature maps smoothly.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Doubles height and width by bilinear interpolation with aligned corners: row i of 2h reads at
 * `i (h − 1) / (2h − 1)`.
 *
 * Written as products with two small matrices, one for each axis, since tfjs's own op has no gradient
 * on WebAssembly.
 *
 * @param x `[b, h, w, c]`.
 * @returns `[b, 2h, 2w, c]`.
 *
 * @example
 * ```ts
 * import { upsampleBilinear2 } from "./upsample_bilinear.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const doubled = upsampleBilinear2(tf.tensor4d([0, 3], [1, 1, 2, 1]));
 * assertEquals([...doubled.dataSync()].map(Math.round), [0, 1, 2, 3, 0, 1, 2, 3]);
 * ```
 */
export function upsampleBilinear2(x: tf.Tensor4D): tf.Tensor4D {
  const [b, h, w, c] = x.shape;
  return tf.tidy(() => {
    const wide = tf.matMul(weights(w), x.reshape([b * h, w, c])); // [b · h, 2w, c]
    const high = tf.matMul(weights(h), wide.reshape([b, h, 2 * w * c])); // [b, 2h, 2w · c]
    return high.reshape([b, 2 * h, 2 * w, c]) as tf.Tensor4D;
  });
}

/** `[1, 2n, n]`: the share of each old value in each new one along an axis. */
function weights(n: number): tf.Tensor3D {
  const values = new Float32Array(2 * n * n);
  for (let i = 0; i < 2 * n; i++) {
    const at = (i * (n - 1)) / (2 * n - 1);
    const before = Math.floor(at);
    values[i * n + before] = 1 - (at - before);
    if (before + 1 < n) values[i * n + before + 1] = at - before;
  }
  return tf.tensor3d(values, [1, 2 * n, n]);
}

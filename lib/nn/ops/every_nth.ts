/**
 * Selects the positions that a strided convolution with a 1×1 kernel sees.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Every `stride`-th row and column, starting with the first.
 *
 * Convolving these with stride 1 is the strided convolution. It is written this way because oneDNN's
 * gradient of a strided 1×1 kernel is wrong on processors without AVX-512 if several threads compute
 * it: a part of the sum is lost, a different part in each run.
 *
 * @param x `[b, h, w, c]`.
 * @returns `[b, ⌈h / stride⌉, ⌈w / stride⌉, c]`.
 *
 * @example
 * ```ts
 * import { everyNth } from "./every_nth.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const x = tf.range(0, 9).reshape([1, 3, 3, 1]) as tf.Tensor4D;
 * assertEquals([...everyNth(x, 2).dataSync()], [0, 2, 6, 8]);
 * ```
 */
export function everyNth(x: tf.Tensor4D, stride: number): tf.Tensor4D {
  if (stride === 1) return x;
  const [b, h, w, c] = x.shape;
  const [rows, columns] = [Math.ceil(h / stride), Math.ceil(w / stride)];
  return tf.tidy(() => {
    const whole = rows * stride === h && columns * stride === w
      ? x
      : tf.pad(x, [[0, 0], [0, rows * stride - h], [0, columns * stride - w], [0, 0]]);
    // The first row of each window, and the first position of that row.
    return whole.reshape([b * rows, stride, columns, stride * c])
      .slice([0, 0, 0, 0], [b * rows, 1, columns, c])
      .reshape([b, rows, columns, c]) as tf.Tensor4D;
  });
}

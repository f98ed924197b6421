/**
 * A convolution of an enlarged map, without the enlarged map.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { isAsWritten } from "../../backend/settings/as_written.ts";
import { upsample2 } from "./upsample.ts";

/**
 * `conv2d(upsample2(x), kernel, 1, "same")`, to rounding, as one convolution of x.
 *
 * Pixel `2u + r` of the result sees the enlarged pixels `2u + r + k − p`, which are copies of x's
 * pixels `u + ⌊(r + k − p) / 2⌋`: taps that see copies of one pixel are added up beforehand. Each of
 * the four r is a kernel of its own, and the four are one with four times the output channels. For a
 * kernel 5×5 that is 36 in place of 100 products.
 *
 * In a program that is recorded for others it is written as the two ops.
 *
 * @param x `[b, h, w, in]`.
 * @param kernel `[k, k, in, out]`, k odd.
 * @returns `[b, 2h, 2w, out]`.
 *
 * @example
 * ```ts
 * import { upsampledConv2d } from "./upsampled_conv.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const sums = upsampledConv2d(tf.ones([1, 1, 1, 1]), tf.ones([5, 5, 1, 1]));
 * assertEquals([...sums.dataSync()], [4, 4, 4, 4]); // each sees the four copies, and black around
 * ```
 */
export function upsampledConv2d(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  if (isAsWritten()) return tf.tidy(() => tf.conv2d(upsample2(x), kernel, 1, "same"));
  return tf.tidy(() => {
    const [b, h, w] = x.shape;
    const [size, , inputs, outputs] = kernel.shape;
    const { taps, matrix } = additions(size);
    const flat = tf.reshape(kernel, [size * size, inputs * outputs]);
    const added = tf.matMul(tf.tensor2d(matrix, [4 * taps * taps, size * size]), flat);
    const byTap = tf.transpose(tf.reshape(added, [taps * taps, 4, inputs, outputs]), [0, 2, 1, 3]);
    const phases = tf.conv2d(x, tf.reshape(byTap, [taps, taps, inputs, 4 * outputs]), 1, "same");
    const woven = tf.transpose(tf.reshape(phases, [b * h, w, 2, 2 * outputs]), [0, 2, 1, 3]);
    return tf.reshape(woven, [b, 2 * h, 2 * w, outputs]);
  });
}

/**
 * Which taps of the kernel are added up: a matrix of ones and zeros from its k² taps to t² taps of x by
 * four phases, `[t·t·2·2, k·k]`.
 */
function additions(size: number): { readonly taps: number; readonly matrix: Float32Array } {
  const before = (size - 1) / 2;
  const reach = Math.ceil(before / 2);
  const taps = 2 * reach + 1;
  const matrix = new Float32Array(4 * taps * taps * size * size);
  const tapOf = (phase: number, k: number) => Math.floor((phase + k - before) / 2) + reach;
  for (const row of [0, 1]) {
    for (const column of [0, 1]) {
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          const tap = tapOf(row, i) * taps + tapOf(column, j);
          matrix[(tap * 4 + 2 * row + column) * size * size + i * size + j] = 1;
        }
      }
    }
  }
  return { taps, matrix };
}

/**
 * Products of transposed matrices at the speed of plain ones.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Makes the kernel `BatchMatMul` of the backend `wasm` transpose such matrices first: the original
 * multiplies them in a simple loop, up to a hundred times slower than plain ones.
 */
export function replaceMatMul(): void {
  const original = tf.getKernel(tf.BatchMatMul, "wasm");
  tf.unregisterKernel(tf.BatchMatMul, "wasm");
  tf.registerKernel({
    ...original,
    kernelFunc: (call) => {
      const { a, b } = call.inputs as unknown as { a: tf.Tensor; b: tf.Tensor };
      const { transposeA, transposeB } = call.attrs as unknown as tf.BatchMatMulAttrs;
      if (!transposeA && !transposeB) return original.kernelFunc(call);
      return tf.tidy(() =>
        tf.matMul(
          transposeA ? swap(a) : a,
          transposeB ? swap(b) : b,
        )
      );
    },
  });
}

/** Transposes the last two axes. */
function swap(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis);
  const [row, column] = [x.rank - 2, x.rank - 1];
  return tf.transpose(x, [...axes.slice(0, row), column, row]);
}

/**
 * A fixed bias, added by the op that TensorFlow can fuse with the convolution in front of it.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { runOp } from "../../backend/tensorflow/raw_op.ts";

/**
 * `x + bias`, by channel. The bias gets no gradient: it belongs to a frozen network.
 *
 * @param x `[b, h, w, c]`.
 * @param bias `[c]`.
 *
 * @example
 * ```ts
 * import { addBias } from "./add_bias.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
 * assertEquals([...addBias(x, tf.tensor1d([10, 20])).dataSync()], [11, 22, 13, 24]);
 * ```
 */
export function addBias(x: tf.Tensor4D, bias: tf.Tensor1D): tf.Tensor4D {
  if (tf.getBackend() !== "tensorflow") return tf.add(x, bias);
  return tf.customGrad((x) => ({
    value: runOp({
      name: "BiasAdd",
      inputs: [x as tf.Tensor, bias],
      types: { T: "float32" },
      strings: { data_format: "NHWC" },
      outputs: 1,
    })[0]!,
    gradFunc: (dy) => dy,
  }))(x) as tf.Tensor4D;
}

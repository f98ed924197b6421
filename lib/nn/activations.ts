/**
 * Rectifiers whose gradient is one pass over the feature map.
 *
 * tfjs differentiates them by comparing, multiplying and selecting; TensorFlow has an op for each.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { runOp } from "../backend/tensorflow/raw_op.ts";

/** `max(x, 0)`. */
export function relu<T extends tf.Tensor>(x: T): T {
  return rectify(x, tf.relu, "ReluGrad", {});
}

/**
 * `x` where positive, `slope · x` elsewhere.
 *
 * @param slope Between 0 and 1.
 */
export function leakyRelu<T extends tf.Tensor>(x: T, slope: number): T {
  return rectify(x, (x) => tf.leakyRelu(x, slope), "LeakyReluGrad", { alpha: slope });
}

function rectify<T extends tf.Tensor>(
  x: T,
  forward: (x: T) => T,
  gradientOp: string,
  floats: Record<string, number>,
): T {
  if (tf.getBackend() !== "tensorflow") return forward(x);
  return tf.customGrad((...args) => {
    const [x, save] = args as unknown as [T, tf.GradSaveFunc];
    save([x]);
    return {
      value: forward(x),
      gradFunc: (dy, [x]) =>
        runOp({ name: gradientOp, inputs: [dy, x!], types: { T: "float32" }, floats, outputs: 1 }),
    };
  })(x) as T;
}

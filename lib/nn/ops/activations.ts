/**
 * Activations whose gradient is one pass over the feature map.
 *
 * tfjs differentiates them in several passes; TensorFlow has an op for each.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { runOp } from "../../backend/tensorflow/raw_op.ts";

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

/** `tanh(x)`. */
export function tanh<T extends tf.Tensor>(x: T): T {
  return squash(x, tf.tanh, "TanhGrad");
}

/** `1 / (1 + exp(−x))`. */
export function sigmoid<T extends tf.Tensor>(x: T): T {
  return squash(x, tf.sigmoid, "SigmoidGrad");
}

/** Applies `tanh` or `sigmoid`, whose gradients follow from the result. */
function squash<T extends tf.Tensor>(x: T, forward: (x: T) => T, gradientOp: string): T {
  if (tf.getBackend() !== "tensorflow") return forward(x);
  return tf.customGrad((...args) => {
    const [x, save] = args as unknown as [T, tf.GradSaveFunc];
    const y = forward(x);
    save([y]);
    return {
      value: y,
      gradFunc: (dy, [y]) =>
        runOp({ name: gradientOp, inputs: [y!, dy], types: { T: "float32" }, outputs: 1 }),
    };
  })(x) as T;
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

/**
 * Takes rows of a matrix by their indices.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { runOp } from "../../backend/tensorflow/raw_op.ts";

/**
 * The rows at `indices`, without a gradient.
 *
 * tfjs's own op reads the indices to check them, which a function that is being recorded cannot do.
 *
 * @param x `[n, k]`, float32 or int32.
 * @param indices `[m]` int32 in [0, n).
 * @returns `[m, k]`.
 *
 * @example
 * ```ts
 * import { gatherRows } from "./gather_rows.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const rows = gatherRows(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor1d([1, 1, 0], "int32"));
 * assertEquals([...rows.dataSync()], [3, 4, 3, 4, 1, 2]);
 * ```
 */
export function gatherRows(x: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor2D {
  if (tf.getBackend() !== "tensorflow") return tf.gather(x, indices);
  return tf.tidy(() => {
    const [rows] = runOp({
      name: "GatherV2",
      inputs: [x, indices, tf.scalar(0, "int32")],
      types: { Tparams: x.dtype as "float32" | "int32", Tindices: "int32", Taxis: "int32" },
      outputs: 1,
    });
    return rows as tf.Tensor2D;
  });
}

/**
 * SPADE's image score as tensor operations, for a graph.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * The mean Euclidean distance to the nearest rows. Vectors are subtracted before squaring, so little
 * is lost to rounding.
 *
 * @param vectors `[n, d]`.
 * @param rows `[m, d]`.
 * @param count Neighbours; all rows where there are fewer.
 * @returns `[n]`.
 */
export function graphMeanDistance(
  vectors: tf.Tensor2D,
  rows: tf.Tensor2D,
  count: number,
): tf.Tensor1D {
  return tf.tidy(() => {
    const [n, d] = vectors.shape;
    const differences = tf.sub(tf.reshape(vectors, [n, 1, d]), tf.reshape(rows, [1, -1, d]));
    const squares = tf.sum(tf.square(differences), 2); // [n, m]
    const nearest = tf.topk(tf.neg(squares), Math.min(count, rows.shape[0])).values;
    return tf.mean(tf.sqrt(tf.neg(nearest)), 1) as tf.Tensor1D;
  });
}

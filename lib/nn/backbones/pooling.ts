/**
 * Pooling as backbones use it.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { padSides } from "./layer_factory.ts";

/**
 * The highest of 3×3 values at every second position, for values that are not negative.
 *
 * @param x `[b, h, w, c]`, after a ReLU, so that zeros can be added around it.
 * @param margin 1 as in ResNet, PyTorch's `MaxPool2d(3, 2, padding=1)`; 0 as in SqueezeNet,
 * `MaxPool2d(3, 2, ceil_mode=True)`: windows that reach over the lower right end are kept.
 * @returns `[b, ceil(h / 2), …]` with margin 1, `[b, floor(h / 2), …]` without.
 *
 * @example
 * ```ts
 * import { maxPool3 } from "./pooling.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const x = tf.range(0, 16).reshape([1, 4, 4, 1]) as tf.Tensor4D;
 * assertEquals([...maxPool3(x, 1).dataSync()], [5, 7, 13, 15]);
 * assertEquals([...maxPool3(x, 0).dataSync()], [10, 11, 14, 15]);
 * ```
 */
export function maxPool3(x: tf.Tensor4D, margin: 0 | 1): tf.Tensor4D {
  return tf.tidy(() => {
    const [b, h, w, c] = x.shape;
    if (tf.getBackend() === "tensorflow") {
      // TensorFlow's own padding adds one row below where the size is even: no copy is needed.
      if (margin === 0 && h % 2 === w % 2) return tf.maxPool(x, 3, 2, h % 2 ? "valid" : "same");
      return tf.maxPool(padSides(x, { before: margin, after: 1 }), 3, 2, "valid");
    }
    // Composed, as in `max_pool.ts`: the gradient of tfjs's own pooling on WebAssembly is wrong.
    const [rows, columns] = [outputs(h, margin), outputs(w, margin)];
    const fill = (size: number, outputs: number): [number, number] => [
      margin,
      2 * (outputs + 1) - size - margin,
    ];
    const padded = tf.pad(x, [[0, 0], fill(h, rows), fill(w, columns), [0, 0]]);
    const width = 2 * (columns + 1);
    const high = highest(padded.reshape([b, rows + 1, 2, width * c]), rows);
    return highest(high.reshape([b * rows, columns + 1, 2, c]), columns)
      .reshape([b, rows, columns, c]) as tf.Tensor4D;
  });
}

function outputs(size: number, margin: 0 | 1): number {
  return margin === 1 ? Math.ceil(size / 2) : Math.floor(size / 2);
}

/** `max(x₂ᵢ, x₂ᵢ₊₁, x₂ᵢ₊₂)` of values in pairs `[n, count + 1, 2, m]`: `[n, count, m]`. */
function highest(pairs: tf.Tensor, count: number): tf.Tensor {
  const [n, , , m] = pairs.shape as [number, number, number, number];
  const [even, odd] = tf.split(pairs, 2, 2).map((part) => part.reshape([n, count + 1, m]));
  const from = (part: tf.Tensor, start: number) => tf.slice(part, [0, start, 0], [n, count, m]);
  return tf.maximum(tf.maximum(from(even!, 0), from(odd!, 0)), from(even!, 1));
}

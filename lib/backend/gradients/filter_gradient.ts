/**
 * The gradient of a convolution's filter, which tfjs's WebAssembly backend lacks.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** Registers the kernel `Conv2DBackpropFilter` for the backend `wasm`. */
export function registerFilterGradient(): void {
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as unknown as { x: tf.Tensor4D; dy: tf.Tensor4D };
      return filterGradient(x, dy, attrs as unknown as tf.Conv2DBackpropFilterAttrs);
    },
  });
}

/**
 * `dK[i, j, c, o] = Σ_{b, y, x} X[b, y·s + i − p, x·s + j − p, c] · dY[b, y, x, o]`.
 *
 * This is a convolution of X, with its channels and images swapped, by dY as a filter dilated by
 * the stride s.
 *
 * @param x `[b, h, w, c]`, the convolution's input.
 * @param dy `[b, oh, ow, o]`, the gradient of its output.
 * @returns `[k, k, c, o]`.
 */
function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  attrs: tf.Conv2DBackpropFilterAttrs,
): tf.Tensor4D {
  const { filterShape, strides, pad, dimRoundingMode } = attrs;
  const info = tf.backend_util.computeConv2DInfo(
    x.shape,
    filterShape as [number, number, number, number],
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { top, bottom, left, right } = info.padInfo;
  const [height, width] = filterShape;
  return tf.tidy(() => {
    const input = tf.transpose(x, [3, 1, 2, 0]) as tf.Tensor4D; // [c, h, w, b]
    const filter = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D; // [oh, ow, b, o]
    const padding: tf.backend_util.ExplicitPadding = [[0, 0], [top, bottom], [left, right], [0, 0]];
    const dilation: [number, number] = [info.strideHeight, info.strideWidth];
    const all = tf.conv2d(input, filter, 1, padding, "NHWC", dilation); // [c, ≥ k, ≥ k, o]
    // If the stride leaves a remainder, the input has rows that no window reaches.
    const [c, , , o] = all.shape;
    return tf.transpose(tf.slice(all, [0, 0, 0, 0], [c, height, width, o]), [1, 2, 0, 3]);
  });
}

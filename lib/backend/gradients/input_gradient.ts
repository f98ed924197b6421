/**
 * The gradient of a convolution's input, and so the transposed convolution, as one convolution.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { isAsWritten } from "../settings/as_written.ts";

/** What {@linkcode replaceInputGradient} is asked about a call. */
export interface InputGradient {
  readonly stride: number;
  /** Channels of the gradient, or of the output of a transposed convolution. */
  readonly channels: number;
}

/**
 * Replaces the kernel `Conv2DBackpropInput` of a backend where a convolution is quicker; the rest goes
 * to the original, as does a convolution that rounds its output size down so far that pixels are left
 * which the convolution below does not reach.
 *
 * @param backend Name of the backend.
 * @param isQuicker Decides by call.
 */
export function replaceInputGradient(
  backend: string,
  isQuicker: (call: InputGradient) => boolean,
): void {
  const original = tf.getKernel(tf.Conv2DBackpropInput, backend);
  tf.unregisterKernel(tf.Conv2DBackpropInput, backend);
  tf.registerKernel({
    ...original,
    kernelFunc: (call) => {
      const { dy, filter } = call.inputs as unknown as { dy: tf.Tensor4D; filter: tf.Tensor4D };
      const { inputShape, strides, pad, dimRoundingMode, dataFormat } = call
        .attrs as unknown as tf.Conv2DBackpropInputAttrs;
      const info = tf.backend_util.computeConv2DInfo(
        inputShape,
        filter.shape,
        strides,
        1,
        pad,
        dimRoundingMode,
      );
      const { strideHeight: stride, inChannels: channels, padInfo } = info;
      const taps = Math.ceil(Math.max(...filter.shape.slice(0, 2)) / stride);
      const reached = (size: number) => stride * (size + taps - 1);
      const fits = stride === info.strideWidth && dataFormat !== "NCHW" &&
        reached(info.outHeight) >= padInfo.top + info.inHeight &&
        reached(info.outWidth) >= padInfo.left + info.inWidth;
      if (isAsWritten() || !fits || !isQuicker({ stride, channels })) {
        return original.kernelFunc(call);
      }
      return tf.tidy(() => {
        const woven = weave(dy, filter, stride, taps);
        return tf.slice(woven, [0, padInfo.top, padInfo.left, 0], inputShape);
      });
    },
  });
}

/**
 * The gradient over the padded input, `[b, s·(h + taps − 1), s·(w + taps − 1), c]`.
 *
 * Pixel `s·u + r` of it is `Σ_m dY[u − m] · K[s·m + r]`, for each r < s: s² convolutions of one dY, whose
 * kernels are one with s² times the channels. Their results are woven together.
 */
function weave(dy: tf.Tensor4D, filter: tf.Tensor4D, s: number, taps: number): tf.Tensor4D {
  const [height, width, channels, outChannels] = filter.shape;
  const missing = (size: number): [number, number] => [0, taps * s - size];
  const whole = height === taps * s && width === taps * s
    ? filter
    : tf.pad(filter, [missing(height), missing(width), [0, 0], [0, 0]]);
  const split = tf.reshape(whole, [taps, s, taps, s, channels, outChannels]);
  const turned = tf.transpose(tf.reverse(split, [0, 2]), [0, 2, 5, 1, 3, 4]);
  const kernel = tf.reshape(turned, [taps, taps, outChannels, s * s * channels]) as tf.Tensor4D;
  const around: [number, number] = [taps - 1, taps - 1];
  const phases = tf.conv2d(dy, kernel, 1, [[0, 0], around, around, [0, 0]]);
  if (s === 1) return phases;
  const [b, h, w] = phases.shape;
  const rows = tf.reshape(phases, [b * h, w, s, s * channels]); // a third of depthToSpace's time
  return tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [b, s * h, s * w, channels]);
}

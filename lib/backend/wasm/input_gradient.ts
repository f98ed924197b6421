/**
 * The gradient of a convolution's input, and so the transposed convolution, at the speed of
 * convolutions.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

type Pair = readonly [height: number, width: number];

/**
 * Replaces the kernel `Conv2DBackpropInput` of the backend `wasm`, a simple loop, where the gradient
 * is a sum of convolutions; the rest goes to the original.
 */
export function replaceInputGradient(): void {
  const original = tf.getKernel(tf.Conv2DBackpropInput, "wasm");
  tf.unregisterKernel(tf.Conv2DBackpropInput, "wasm");
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
      const { strideHeight: s, strideWidth, padInfo } = info;
      const plan = (r: Pair) => [
        planAxis(r[0], s, padInfo.top, [info.filterHeight, info.inHeight, info.outHeight]),
        planAxis(r[1], s, padInfo.left, [info.filterWidth, info.inWidth, info.outWidth]),
      ];
      const phases = phasesOf(s).map(plan) as [AxisPlan, AxisPlan][];
      const fits = s === strideWidth && dataFormat !== "NCHW" &&
        phases.flat().every(({ taps, before, after }) => taps > 0 && before >= 0 && after >= 0);
      if (!fits) return original.kernelFunc(call);
      return tf.tidy(() => interleave(dy, filter, phases, s, inputShape));
    },
  });
}

/** The contribution of one axis to the pixels `y = s·t + r`. */
interface AxisPlan {
  /** First row of the filter that reaches such pixels; every s-th after it does too. */
  readonly first: number;
  /** How many rows of the filter do. */
  readonly taps: number;
  /** Zeros around dY. */
  readonly before: number;
  readonly after: number;
}

/** The pixels of a grid of stride s, row by row. */
function phasesOf(s: number): Pair[] {
  return Array.from({ length: s * s }, (_, i) => [Math.floor(i / s), i % s]);
}

/**
 * `dX[y] = Σ_i dY[(y + p − i) / s] · K[i]` over the i for which the division leaves no remainder.
 * For `y = s·t + r` these are `i = i₀ + s·m` with `i₀ = (r + p) mod s`, so that
 * `dX[s·t + r] = Σ_m dY[t + e − m] · K[i₀ + s·m]` with `e = ⌊(r + p) / s⌋`.
 */
function planAxis(
  r: number,
  s: number,
  p: number,
  [kernel, input, output]: readonly [number, number, number],
): AxisPlan {
  const first = (r + p) % s;
  const taps = Math.ceil((kernel - first) / s);
  const e = Math.floor((r + p) / s);
  return { first, taps, before: taps - 1 - e, after: Math.ceil(input / s) - output + e };
}

/** One convolution of dY for each pixel of the grid; their results are woven together. */
function interleave(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  phases: readonly (readonly [AxisPlan, AxisPlan])[],
  s: number,
  [b, h, w, c]: [number, number, number, number],
): tf.Tensor4D {
  const turned = tf.transpose(filter, [0, 1, 3, 2]); // [k, k, o, c]
  const parts = phases.map(([y, x]) => {
    const begin = [y.first, x.first, 0, 0];
    const every = tf.stridedSlice(turned, begin, turned.shape, [s, s, 1, 1]);
    const part = tf.reverse(every, [0, 1]) as tf.Tensor4D;
    return tf.conv2d(dy, part, 1, [[0, 0], [y.before, y.after], [x.before, x.after], [0, 0]]);
  });
  if (s === 1) return parts[0]!;
  const pixels = tf.depthToSpace(tf.concat(parts, 3), s); // [b, ⌈h/s⌉·s, ⌈w/s⌉·s, c]
  return tf.slice(pixels, [0, 0, 0, 0], [b, h, w, c]);
}

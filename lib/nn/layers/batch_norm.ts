/**
 * Batch normalisation with running statistics.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { runOp } from "../../backend/tensorflow/raw_op.ts";
import type { LayerScope } from "./layers.ts";

/**
 * Whether statistics come from the batch and are tracked (`train`), from the batch without being
 * tracked (`batch`), or from training (`score`).
 */
export type Mode = "train" | "batch" | "score";

/** A layer that behaves differently while training. */
export type ModalLayer = (x: tf.Tensor4D, mode: Mode) => tf.Tensor4D;

/** PyTorch's defaults: 10 % of each new batch goes into the running statistics. */
const MOMENTUM = 0.1;
const EPSILON = 1e-5;

/** Settings that differ from PyTorch's defaults. */
export interface BatchNormOptions {
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
  /** Initial values, all `[channels]`. Default: scale and variance 1, the others 0. */
  readonly initial?: Readonly<Record<"gamma" | "beta" | "mean" | "variance", Float32Array>>;
}

/**
 * Batch norm over all axes but the last.
 *
 * `y = gamma · (x − mean) / √(variance + epsilon) + beta`, with the batch's mean and biased variance in
 * modes `train` and `batch`, the running mean and variance in mode `score`. In mode `train` running
 * values move by 10 % per batch; the running variance takes the unbiased variance, as in PyTorch.
 *
 * Variables: `gamma`, `beta` (trained), `mean`, `variance` (not trained), all `[channels]`.
 *
 * Source: Ioffe and Szegedy, ICML 2015, algorithm 1.
 */
export function batchNorm(
  { parameters }: LayerScope,
  channels: number,
  { epsilon = EPSILON, initial }: BatchNormOptions = {},
): ModalLayer {
  const vector = (value: number) => new Float32Array(channels).fill(value);
  const shape = [channels];
  const gamma = parameters.trainable("gamma", initial?.gamma ?? vector(1), shape) as tf.Variable<
    tf.Rank.R1
  >;
  const beta = parameters.trainable("beta", initial?.beta ?? vector(0), shape) as tf.Variable<
    tf.Rank.R1
  >;
  const mean = parameters.buffer("mean", initial?.mean ?? vector(0), shape) as tf.Variable<
    tf.Rank.R1
  >;
  const variance = parameters.buffer(
    "variance",
    initial?.variance ?? vector(1),
    shape,
  ) as tf.Variable<tf.Rank.R1>;
  const track = (batchMean: tf.Tensor1D, batchVariance: tf.Tensor1D) => {
    mean.assign(tf.add(tf.mul(mean, 1 - MOMENTUM), tf.mul(batchMean, MOMENTUM)));
    variance.assign(tf.add(tf.mul(variance, 1 - MOMENTUM), tf.mul(batchVariance, MOMENTUM)));
  };
  return (x, mode) =>
    mode === "score"
      ? tf.batchNorm4d(x, mean, variance, beta, gamma, epsilon)
      : normalizeBatch(x, [gamma, beta], { epsilon, track: mode === "train" ? track : () => {} });
}

interface Normalization {
  readonly epsilon: number;
  /** Receives the batch's mean and unbiased variance, each `[c]`. */
  readonly track: (mean: tf.Tensor1D, variance: tf.Tensor1D) => void;
}

function normalizeBatch(
  x: tf.Tensor4D,
  [gamma, beta]: readonly [tf.Tensor1D, tf.Tensor1D],
  options: Normalization,
): tf.Tensor4D {
  // tfjs has no gradient for its fused kernel and would differentiate the composed formula, which
  // costs several passes over the feature map; both variants below state the gradient themselves.
  const normalize = tf.getBackend() === "tensorflow" ? fused : composed;
  return tf.customGrad((...args) => {
    const [x, gamma, beta] = args as unknown as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
    const save = args[3] as unknown as tf.GradSaveFunc;
    return normalize([x, gamma, beta], options, save);
  })(x, gamma, beta) as tf.Tensor4D;
}

type NormalizeGradient = {
  value: tf.Tensor;
  gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[];
};

/** TensorFlow's fused kernel and its gradient. */
function fused(
  [x, gamma, beta]: readonly [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D],
  { epsilon, track }: Normalization,
  save: tf.GradSaveFunc,
): NormalizeGradient {
  const types = { T: "float32", U: "float32" } as const;
  const strings = { data_format: "NHWC" };
  const bools = { is_training: true };
  const empty = tf.tensor1d([]);
  const [y, mean, variance, ...reserved] = runOp({
    name: "FusedBatchNormV3",
    inputs: [x, gamma, beta, empty, empty],
    types,
    strings,
    bools,
    floats: { epsilon, exponential_avg_factor: 1 },
    outputs: 6,
  }) as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.Tensor, tf.Tensor, tf.Tensor];
  track(mean, variance);
  save([x, gamma, ...reserved]);
  return {
    value: y,
    gradFunc: (dy, [x, gamma, ...reserved]) =>
      runOp({
        name: "FusedBatchNormGradV3",
        inputs: [dy, x!, gamma!, ...reserved],
        types,
        strings,
        bools,
        floats: { epsilon },
        outputs: 5,
      }).slice(0, 3),
  };
}

/** The same in plain tfjs ops, for every other backend. */
function composed(
  [x, gamma, beta]: readonly [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D],
  { epsilon, track }: Normalization,
  save: tf.GradSaveFunc,
): NormalizeGradient {
  const axes = [0, 1, 2];
  const count = x.size / gamma.size;
  const { mean, variance } = tf.moments(x, axes);
  const scale = tf.rsqrt(tf.add(variance, epsilon));
  const normalized = tf.mul(tf.sub(x, mean), scale);
  track(mean as tf.Tensor1D, tf.mul(variance, count / Math.max(count - 1, 1)) as tf.Tensor1D);
  save([normalized, gamma, scale]);
  return {
    value: tf.add(tf.mul(normalized, gamma), beta),
    // dx = gamma · scale · (dy − mean(dy) − normalized · mean(dy · normalized))
    gradFunc: (dy, saved) => {
      const [normalized, gamma, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const dBeta = tf.sum(dy, axes);
      const dGamma = tf.sum(tf.mul(dy, normalized), axes);
      const centred = tf.sub(
        tf.sub(dy, tf.div(dBeta, count)),
        tf.mul(normalized, tf.div(dGamma, count)),
      );
      return [tf.mul(centred, tf.mul(gamma, scale)), dGamma, dBeta];
    },
  };
}

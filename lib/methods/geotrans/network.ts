/**
 * GeoTrans's network: a wide residual network.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { batchNorm, type ModalLayer, type Mode } from "../../nn/layers/batch_norm.ts";
import { dense } from "../../nn/layers/dense.ts";
import { childScope, conv2d, type LayerScope } from "../../nn/layers/layers.ts";
import { relu } from "../../nn/ops/activations.ts";
import type { GeotransConfig } from "./config.ts";
import { TRANSFORMATIONS } from "./transformations.ts";

/** Channels of the first convolution and, times the widening, of the first stage. */
const BASE_WIDTH = 16;
/** Stages; each but the first halves the resolution. */
const STAGES = 3;

/** The parts of the configuration that shape the network. */
export type GeotransShape = Pick<GeotransConfig, "channels" | "depth" | "widen">;

/** From images `[b, h, w, c]` in [−1, 1] to the logits of the transformations, `[b, 72]`. */
export type TransformationClassifier = (images: tf.Tensor4D, mode: Mode) => tf.Tensor2D;

/**
 * Builds the network: a convolution 3×3 to 16 channels, three stages of (depth − 4) / 6 blocks with
 * 16, 32, 64 times `widen` channels, batch norm, ReLU, the mean of each map, a fully connected layer.
 *
 * Source: Zagoruyko and Komodakis, BMVC 2016; the official code.
 */
export function wideResidualNetwork(
  scope: LayerScope,
  { channels, depth, widen }: GeotransShape,
): TransformationClassifier {
  const first = convolution(childScope(scope, "first"), channels, BASE_WIDTH, 1, 3);
  const blocks: ModalLayer[] = [];
  let width = BASE_WIDTH;
  for (let stage = 0; stage < STAGES; stage++) {
    for (let i = 0; i < (depth - 4) / 6; i++) {
      const at = childScope(scope, `stage.${stage}.${i}`);
      const outputs = BASE_WIDTH * widen * 2 ** stage;
      blocks.push(block(at, width, outputs, stage > 0 && i === 0 ? 2 : 1));
      width = outputs;
    }
  }
  const norm = batchNorm(childScope(scope, "norm"), width);
  const logits = dense(childScope(scope, "logits"), { inputs: width, outputs: TRANSFORMATIONS });
  return (images, mode) => {
    const maps = blocks.reduce((x, apply) => apply(x, mode), first(images)); // [b, h / 4, w / 4, 64 · widen]
    return logits(tf.mean(relu(norm(maps, mode)), [1, 2]));
  };
}

/**
 * Batch norm, ReLU, convolution, batch norm, ReLU, convolution, plus the input; where the width
 * changes, plus a convolution 1×1 of what follows the first ReLU.
 */
function block(scope: LayerScope, inputs: number, outputs: number, stride: number): ModalLayer {
  const norms = [
    batchNorm(childScope(scope, "0.norm"), inputs),
    batchNorm(childScope(scope, "1.norm"), outputs),
  ] as const;
  const convolutions = [
    convolution(childScope(scope, "0.conv"), inputs, outputs, stride, 3),
    convolution(childScope(scope, "1.conv"), outputs, outputs, 1, 3),
  ] as const;
  const shortcut = inputs === outputs
    ? undefined
    : convolution(childScope(scope, "shortcut"), inputs, outputs, stride, 1);
  return (x, mode) => {
    const active = relu(norms[0](x, mode));
    const y = convolutions[1](relu(norms[1](convolutions[0](active), mode)));
    return tf.add(y, shortcut ? shortcut(active) : x);
  };
}

function convolution(
  scope: LayerScope,
  inputChannels: number,
  outputChannels: number,
  stride: number,
  kernelSize: number,
) {
  const options = { inputChannels, outputChannels, stride, kernelSize };
  return conv2d(scope, { ...options, bias: false, initial: "he" });
}

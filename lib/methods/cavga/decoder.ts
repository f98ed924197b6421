/**
 * The decoder of CAVGA-R: residual blocks that double the resolution.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { batchNorm, type ModalLayer } from "../../nn/layers/batch_norm.ts";
import { childScope, conv2d, type LayerScope } from "../../nn/layers/layers.ts";
import { relu } from "../../nn/ops/activations.ts";
import { upsample2 } from "../../nn/ops/upsample.ts";

/** The least number of channels after any doubling. */
const FEWEST = 8;

/** Size of the decoder. */
export interface DecoderOptions {
  /** Channels of the code. */
  readonly latent: number;
  /** Number of times the resolution is doubled. */
  readonly doublings: number;
  /** Channels of the image. */
  readonly channels: number;
}

/**
 * Builds the decoder: for each doubling, a residual block that enlarges by nearest neighbour and
 * halves the channels, then another residual block; at the end a 3×3 convolution.
 *
 * Variables: `L.up.…`, `L.same.…`, `last`.
 *
 * @returns Codes `[b, s, s, latent]` → logits `[b, s · 2^doublings, …, channels]`.
 */
export function cavgaDecoder(
  scope: LayerScope,
  { latent, doublings, channels }: DecoderOptions,
): ModalLayer {
  let inputChannels = latent;
  const levels = Array.from({ length: doublings }, (_, level) => {
    const outputChannels = Math.max(FEWEST, Math.floor(inputChannels / 2));
    const at = childScope(scope, String(level));
    const up = residual(childScope(at, "up"), { inputChannels, outputChannels, enlarge: true });
    const same = { inputChannels: outputChannels, outputChannels, enlarge: false };
    inputChannels = outputChannels;
    return { up, same: residual(childScope(at, "same"), same) };
  });
  const last = conv2d(childScope(scope, "last"), {
    inputChannels,
    outputChannels: channels,
    kernelSize: 3,
  });
  return (codes, mode) => last(levels.reduce((x, { up, same }) => same(up(x, mode), mode), codes));
}

/**
 * `relu(x + norm(conv(relu(norm(conv(x))))))`. A block that enlarges does so after the first
 * convolution, and x then passes through a 1×1 convolution, the enlargement and a norm.
 */
function residual(
  scope: LayerScope,
  { inputChannels, outputChannels, enlarge }: {
    inputChannels: number;
    outputChannels: number;
    enlarge: boolean;
  },
): ModalLayer {
  const layer = (name: string, inputs: number, kernelSize: number, enlarge = false): ModalLayer => {
    const sizes = { inputChannels: inputs, outputChannels, kernelSize };
    const conv = conv2d(childScope(scope, name), { ...sizes, bias: false });
    const norm = batchNorm(childScope(scope, `${name}_norm`), outputChannels);
    return (x, mode) => norm(enlarge ? upsample2(conv(x)) : conv(x), mode);
  };
  const first = layer("first", inputChannels, 3, enlarge);
  const second = layer("second", outputChannels, 3);
  const shortcut = enlarge ? layer("shortcut", inputChannels, 1, true) : undefined;
  return (x, mode) => {
    const y = second(relu(first(x, mode)), mode);
    return relu(tf.add(y, shortcut ? shortcut(x, mode) : x));
  };
}

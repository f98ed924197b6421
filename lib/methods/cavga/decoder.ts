/**
 * The decoder of CAVGA-R: residual blocks that double the resolution.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { relu } from "../../nn/activations.ts";
import { batchNorm, type ModalLayer } from "../../nn/batch_norm.ts";
import { childScope, conv2d, type LayerScope } from "../../nn/layers.ts";
import { upsample2 } from "../../nn/upsample.ts";

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
    stride: 1,
    bias: true,
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
  const convolution = (name: string, inputChannels: number, kernelSize: number) => {
    const conv = conv2d(childScope(scope, name), {
      inputChannels,
      outputChannels,
      kernelSize,
      stride: 1,
      bias: false, // a norm follows
    });
    const norm = batchNorm(childScope(scope, `${name}_norm`), outputChannels);
    return { conv, norm };
  };
  const first = convolution("first", inputChannels, 3);
  const second = convolution("second", outputChannels, 3);
  const shortcut = enlarge ? convolution("shortcut", inputChannels, 1) : undefined;
  const resize = (x: tf.Tensor4D) => enlarge ? upsample2(x) : x;
  return (x, mode) => {
    const inner = relu(first.norm(resize(first.conv(x)), mode));
    const y = second.norm(second.conv(inner), mode);
    const z = shortcut ? shortcut.norm(resize(shortcut.conv(x)), mode) : x;
    return relu(tf.add(y, z));
  };
}

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

/** Channels that no doubling goes below. */
const FEWEST = 8;

/** Size of the decoder. */
export interface DecoderOptions {
  /** Channels of the code. */
  readonly latent: number;
  /** Times that the resolution is doubled. */
  readonly doublings: number;
  /** Channels of the image. */
  readonly channels: number;
}

/**
 * Builds the decoder: for each doubling a residual block behind an enlargement by the nearest
 * neighbour, with half the channels, and one more residual block; at the end a convolution 3×3.
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

/** `relu(shortcut(x) + norm(conv(relu(norm(conv(x))))))`, both ways of the enlarged x if wanted. */
function residual(
  scope: LayerScope,
  { inputChannels, outputChannels, enlarge }: {
    inputChannels: number;
    outputChannels: number;
    enlarge: boolean;
  },
): ModalLayer {
  const layer = (name: string, inputChannels: number, kernelSize: number) =>
    conv2d(childScope(scope, name), {
      inputChannels,
      outputChannels,
      kernelSize,
      stride: 1,
      bias: false,
    });
  const [first, second] = [layer("first", inputChannels, 3), layer("second", outputChannels, 3)];
  const norms = ["first_norm", "second_norm"].map((name) =>
    batchNorm(childScope(scope, name), outputChannels)
  );
  const shortcut = enlarge || inputChannels !== outputChannels
    ? layer("shortcut", inputChannels, 1)
    : undefined;
  return (x, mode) => {
    const y = norms[1]!(second(relu(norms[0]!(first(enlarge ? upsample2(x) : x), mode))), mode);
    // A convolution 1×1 and the nearest neighbour can change places; first is cheaper.
    const z = shortcut ? shortcut(x) : x;
    return relu(tf.add(y, enlarge ? upsample2(z) : z));
  };
}

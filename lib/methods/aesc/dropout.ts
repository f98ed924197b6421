/**
 * Dropout with given masks, so that they can be seeded and passed to compiled functions.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random.ts";
import type { AescConfig } from "./config.ts";

/** Masks `[1, h, w, c]` by the place where they act, such as `encoder.2` or `decoder.2`. */
export type DropoutMasks = Readonly<Record<string, tf.Tensor>>;

/** The parts of the configuration that decide the masks' shapes and values. */
export type DropoutConfig = Pick<AescConfig, "imageSize" | "baseWidth" | "dropout">;

/** One mask. */
export interface MaskValues {
  readonly name: string;
  readonly shape: [images: 1, height: number, width: number, channels: number];
  readonly values: Float32Array;
}

/**
 * Draws the masks of all levels that drop: `1 / (1 − rate)` with the probability `1 − rate`, else 0,
 * so that the expected value is kept. Each level but the deepest has two masks: after the encoder's
 * map and after the decoder's map of the same size.
 */
export function drawMasks(config: DropoutConfig, random: Random): MaskValues[] {
  const deepest = config.dropout.length - 1;
  return config.dropout.flatMap((rate, level) => {
    if (rate === 0) return [];
    const size = config.imageSize / 2 ** (level + 1);
    const shape: MaskValues["shape"] = [1, size, size, config.baseWidth * 2 ** level];
    const places = level < deepest ? ["encoder", "decoder"] : ["encoder"];
    return places.map((place) => {
      const kept = 1 / (1 - rate);
      const values = Float32Array.from(
        { length: size * size * shape[3] },
        () => random.uniform() < rate ? 0 : kept,
      );
      return { name: `${place}.${level}`, shape, values };
    });
  });
}

/** Turns the masks into tensors, which the caller owns. */
export function maskTensors(masks: readonly MaskValues[]): DropoutMasks {
  return Object.fromEntries(
    masks.map(({ name, shape, values }) => [name, tf.tensor4d(values, shape)]),
  );
}

/** Applies the mask of a place, if it has one. */
export function dropOut(x: tf.Tensor4D, place: string, masks?: DropoutMasks): tf.Tensor4D {
  const mask = masks?.[place];
  return mask ? tf.mul(x, mask) : x;
}

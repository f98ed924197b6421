/**
 * Dropout whose masks are given, so that they can be seeded and are inputs of compiled functions.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random.ts";
import type { AescConfig } from "./config.ts";

/** Masks by name, `mask2` for level 2: `[b, h, w, c]`, or `[1, h, w, c]` for the same in each image. */
export type DropoutMasks = Readonly<Record<string, tf.Tensor>>;

/** What decides the masks' shapes and values. */
export type DropoutConfig = Pick<AescConfig, "imageSize" | "baseWidth" | "dropout">;

/** One mask. */
export interface MaskValues {
  readonly name: string;
  readonly shape: [images: number, height: number, width: number, channels: number];
  readonly values: Float32Array;
}

/**
 * Draws the masks of all levels that drop: `1 / (1 − rate)` with the probability `1 − rate`, else 0,
 * so that the expected value stays.
 *
 * @param images How many images have a mask of their own.
 */
export function drawMasks(config: DropoutConfig, images: number, random: Random): MaskValues[] {
  return config.dropout.flatMap((rate, level) => {
    if (rate === 0) return [];
    const size = config.imageSize / 2 ** (level + 1);
    const channels = config.baseWidth * 2 ** level;
    const shape: MaskValues["shape"] = [images, size, size, channels];
    const values = new Float32Array(images * size * size * channels);
    const kept = 1 / (1 - rate);
    for (let i = 0; i < values.length; i++) values[i] = random.uniform() < rate ? 0 : kept;
    return [{ name: maskName(level), shape, values }];
  });
}

/** The masks as tensors, which the caller owns. */
export function maskTensors(masks: readonly MaskValues[]): DropoutMasks {
  return Object.fromEntries(
    masks.map(({ name, shape, values }) => [name, tf.tensor4d(values, shape)]),
  );
}

/** Applies a level's mask, if there is one. */
export function dropOut(x: tf.Tensor4D, level: number, masks?: DropoutMasks): tf.Tensor4D {
  const mask = masks?.[maskName(level)];
  return mask ? tf.mul(x, mask) : x;
}

function maskName(level: number): string {
  return `mask${level}`;
}

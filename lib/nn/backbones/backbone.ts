/**
 * What a pretrained network is to the methods that look at images through it.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** The networks that can be loaded, by name. */
export const BACKBONES = [
  "wide_resnet50_2",
  "resnet18",
  "resnet50",
  "resnet50v2",
  "vgg16",
  "efficientnet_b4",
  "efficientnet_lite0",
  "squeezenet1_1",
] as const;

/** See {@linkcode BACKBONES}. */
export type BackboneId = typeof BACKBONES[number];

/** Size of a stage's feature map. */
export interface StageSize {
  /** Of the feature map. */
  readonly channels: number;
  /** Input pixels a feature pixel, per axis. */
  readonly stride: number;
}

/** A frozen network with the weights of a file. */
export interface Backbone extends Disposable {
  /** Name of the network. */
  readonly id: BackboneId;
  /** Hash of the weights file. */
  readonly weightsSha256: string;
  /** By name, shallowest first. */
  readonly stages: Readonly<Record<string, StageSize>>;
  /**
   * Feature maps of the named stages. Nothing is computed beyond the deepest of them.
   *
   * Pure ops, without state: they may be part of a compiled function. No gradient flows to weights.
   *
   * @param images `[b, h, w, 3]` in [−1, 1]; ImageNet's mean and deviation are applied inside.
   * @returns `[b, h / stride, w / stride, channels]` by stage. Sizes that do not divide are rounded
   * up, as each network's padding has it; SqueezeNet's convolution without padding rounds down.
   * @throws {InputError} If the network has no stage of that name.
   */
  features(images: tf.Tensor4D, stages: readonly string[]): Record<string, tf.Tensor4D>;
}

/** ImageNet's mean and standard deviation of red, green and blue in [0, 1]. */
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

/**
 * From [−1, 1] to the values that networks were trained on: `((x + 1) / 2 − mean) / deviation`.
 *
 * @param images `[b, h, w, 3]`.
 *
 * @example
 * ```ts
 * import { normalizeImageNet } from "./backbone.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const [red] = normalizeImageNet(tf.zeros([1, 1, 1, 3])).dataSync();
 * assertAlmostEquals(red!, (0.5 - 0.485) / 0.229, 1e-6);
 * ```
 */
export function normalizeImageNet(images: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const scale = tf.tensor1d(DEVIATION.map((deviation) => 0.5 / deviation));
    const shift = tf.tensor1d(MEAN.map((mean, i) => (0.5 - mean) / DEVIATION[i]!));
    return tf.add(tf.mul(images, scale), shift);
  });
}

/**
 * Gray images as RGB, three times the same channel; RGB images as they are.
 *
 * @param images `[b, h, w, 1]` or `[b, h, w, 3]`.
 * @returns `[b, h, w, 3]`.
 */
export function toRgb(images: tf.Tensor4D): tf.Tensor4D {
  return images.shape[3] === 3 ? images.clone() : tf.concat([images, images, images], 3);
}

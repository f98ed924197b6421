/**
 * The interface of a pretrained network for the methods that look at images through it.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { InputScale } from "./input_scale.ts";

/** The networks that can be loaded, by name. */
export const BACKBONES = [
  "wide_resnet50_2",
  "resnet18",
  "resnet18_layers1_3",
  "resnet50",
  "resnet50_caffe",
  "resnet50v2",
  "vgg16",
  "vgg16_conv1_3",
  "efficientnet_b4",
  "efficientnet_lite0",
  "squeezenet1_1",
] as const;

/** See {@linkcode BACKBONES}. */
export type BackboneId = typeof BACKBONES[number];

/** Size of a stage's feature map. */
export interface StageSize {
  /** Channels of the feature map. */
  readonly channels: number;
  /** Input pixels per feature pixel, along each axis. */
  readonly stride: number;
}

/** A frozen network with the weights of a file. */
export interface Backbone extends Disposable {
  /** Name of the network. */
  readonly id: BackboneId;
  /** Hash of the weights file. */
  readonly weightsSha256: string;
  /** How images are scaled before the first layer. */
  readonly input: InputScale;
  /** By name, shallowest first. */
  readonly stages: Readonly<Record<string, StageSize>>;
  /**
   * Feature maps of the named stages. Nothing is computed beyond the deepest of them.
   *
   * Pure ops, without state: they may be part of a compiled function. No gradient flows to weights.
   *
   * @param images `[b, h, w, 3]` in [−1, 1]; the network's own scale is applied inside.
   * @returns `[b, h / stride, w / stride, channels]` by stage. Sizes that do not divide are rounded
   * as each network pads: up, but down by the pooling of VGG, SqueezeNet and the Caffe network and by
   * SqueezeNet's first convolution.
   * @throws {InputError} If the network has no stage of that name.
   */
  features(images: tf.Tensor4D, stages: readonly string[]): Record<string, tf.Tensor4D>;
}

/** Facts about a backbone for a record. */
export interface BackboneFacts {
  /** Name of the network. */
  readonly id: BackboneId;
  /** Hash of the weights file. */
  readonly weightsSha256: string;
  /** How images are scaled before the first layer. */
  readonly input: InputScale;
}

/** The name, the hash of the weights and the input scale, for the record. */
export function backboneFacts({ id, weightsSha256, input }: BackboneFacts): BackboneFacts {
  return { id, weightsSha256, input };
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

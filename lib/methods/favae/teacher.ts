/**
 * The features that FAVAE rebuilds.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../errors.ts";
import { type Backbone, toRgb } from "../../nn/backbones/mod.ts";

/** Strides of the decoder's inner maps. */
const STRIDES = [2, 4, 8];

/**
 * The stages that the decoder's maps are compared with: of each stride the deepest one. For VGG16
 * these are conv2_2, conv3_3 and conv4_3, as published.
 *
 * @throws {InputError} If the backbone has no stage of one of the strides.
 */
export function teacherStages({ id, stages }: Pick<Backbone, "id" | "stages">): string[] {
  return STRIDES.map((stride) => {
    const found = Object.keys(stages).findLast((name) => stages[name]!.stride === stride);
    if (found) return found;
    throw new InputError(`backbone: ${id} has no features of stride ${stride}; choose another one`);
  });
}

/**
 * The teacher's maps of images, shallowest first, at the sizes of the decoder's maps. A network that
 * pads less has smaller ones, which are resized (bilinear).
 *
 * @param images `[b, h, w, c]` in [−1, 1], gray or RGB.
 * @returns `[b, h / 2, …]`, `[b, h / 4, …]`, `[b, h / 8, …]`.
 */
export function teacherFeatures(
  backbone: Backbone,
  stages: readonly string[],
  images: tf.Tensor4D,
): tf.Tensor4D[] {
  return tf.tidy(() => {
    const found = backbone.features(toRgb(images), stages);
    return stages.map((name, i) => {
      const map = found[name]!;
      const size = images.shape[1] / STRIDES[i]!;
      return map.shape[1] === size ? map : tf.image.resizeBilinear(map, [size, size], false, true);
    });
  });
}

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
/** A teacher must have stages of the first this many strides. */
const NEEDED = 2;

/**
 * The stages that the decoder's maps are compared with: the deepest of each stride. For VGG16 these
 * are conv2_2, conv3_3 and conv4_3, as published. A network that ends before the last stride has only
 * the first two; the deepest of the decoder's maps is then compared with nothing.
 *
 * @throws {InputError} If the backbone has no stage of one of the first two strides.
 */
export function teacherStages({ id, stages }: Pick<Backbone, "id" | "stages">): string[] {
  const found = STRIDES.map((stride) =>
    Object.keys(stages).findLast((name) => stages[name]!.stride === stride)
  );
  const missing = STRIDES.find((_, i) => i < NEEDED && !found[i]);
  if (missing === undefined) return found.filter((name) => name !== undefined);
  throw new InputError(`backbone: ${id} has no features of stride ${missing}; choose another one`);
}

/**
 * The teacher's maps of images, shallowest first, at the sizes of the decoder's maps. Maps of a
 * network that pads less are smaller and are resized (bilinear).
 *
 * @param images `[b, h, w, c]` in [−1, 1], gray or RGB.
 * @returns `[b, h / 2, …]`, `[b, h / 4, …]` and, where there is such a stage, `[b, h / 8, …]`.
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

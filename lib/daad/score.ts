/**
 * The map L, which only DAAD+ has.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { reconstructionMap } from "../nn/losses/error_maps.ts";

/**
 * L as a map: the squared difference of the discriminator's features, averaged over channels,
 * resized to the image and averaged over layers.
 *
 * @param imageFeatures Feature maps of images, one per layer.
 * @param reconstructionFeatures Feature maps of reconstructions.
 * @param size Height and width of the image.
 * @returns `[b, size, size, 1]`.
 */
export function alignmentMap(
  imageFeatures: readonly tf.Tensor4D[],
  reconstructionFeatures: readonly tf.Tensor4D[],
  size: number,
): tf.Tensor4D {
  return tf.tidy(() => {
    const layers = imageFeatures.map((feature, i) => {
      const map = reconstructionMap(feature, reconstructionFeatures[i]!);
      return tf.image.resizeBilinear(map, [size, size], false, true);
    });
    return tf.div(tf.addN(layers), layers.length);
  });
}

/**
 * Cuts the middle out of images, and extends its maps to the whole.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Crop } from "../contract/detector.ts";

/** Pixels left out above and left. */
function margin({ size, side }: Crop): number {
  return Math.floor((size - side) / 2);
}

/** Cuts the middle out of `[size, size, channels]`: `[side, side, channels]`. */
export function cropImage<T extends Uint8Array | Float32Array>(image: T, crop: Crop): T {
  const { size, side } = crop;
  const channels = image.length / (size * size);
  const start = margin(crop);
  const middle = image.slice(0, side * side * channels) as T;
  for (let y = 0; y < side; y++) {
    const from = ((start + y) * size + start) * channels;
    middle.set(image.subarray(from, from + side * channels), y * side * channels);
  }
  return middle;
}

/**
 * Cuts the middle out of maps or masks `[n, size, size]`: `[n, side, side]`. Without a crop, they are
 * returned as they are.
 */
export function cropMaps<T extends Uint8Array | Float32Array>(maps: T, crop: Crop | undefined): T {
  if (!crop) return maps;
  const [whole, part] = [crop.size ** 2, crop.side ** 2];
  const count = maps.length / whole;
  const inside = maps.slice(0, count * part) as T;
  for (let i = 0; i < count; i++) {
    inside.set(cropImage(maps.subarray(i * whole, (i + 1) * whole) as T, crop), i * part);
  }
  return inside;
}

/** The same for a batch `[n, size, size, channels]`. */
export function cropImages(images: tf.Tensor4D, crop: Crop): tf.Tensor4D {
  const start = margin(crop);
  const [count, , , channels] = images.shape;
  return tf.slice(images, [0, start, start, 0], [count, crop.side, crop.side, channels]);
}

/** A map of the whole `[size, size]` with −∞ outside the middle: no threshold is below that. */
export function middleOf(map: Float32Array, crop: Crop): Float32Array {
  const { size, side } = crop;
  const [start, end] = [margin(crop), margin(crop) + side];
  const inside = (place: number) => place >= start && place < end;
  return map.map((value, i) =>
    inside(i % size) && inside(Math.floor(i / size)) ? value : -Infinity
  );
}

/** Extends a map `[1, side, side, 1]` to `[1, size, size, 1]`, where the nearest value is repeated. */
export function extendMap(map: tf.Tensor4D, crop: Crop): tf.Tensor4D {
  const start = margin(crop);
  const places = Array.from(
    { length: crop.size },
    (_, i) => Math.min(crop.side - 1, Math.max(0, i - start)),
  );
  return tf.tidy(() => {
    const indices = tf.tensor1d(places, "int32");
    return tf.gather(tf.gather(map, indices, 1), indices, 2);
  });
}

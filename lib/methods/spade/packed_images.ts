/**
 * Packs 8-bit images into float32 values, one per pixel.
 *
 * @module
 */

/**
 * Packs a pixel's channels into one whole number below 2²⁴, which float32 holds exactly.
 *
 * @param pixels `[n, channels]`, 0 … 255.
 * @param channels 1 or 3.
 *
 * @example
 * ```ts
 * import { packPixels, unpackPixels } from "./packed_images.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const packed = packPixels(Uint8Array.of(1, 2, 3), 3);
 * assertEquals([packed.length, ...unpackPixels(packed, 3)], [1, 1, 2, 3]);
 * ```
 */
export function packPixels(pixels: Uint8Array, channels: number): Float32Array {
  const packed = new Float32Array(pixels.length / channels);
  for (let i = 0; i < pixels.length; i++) {
    const at = Math.floor(i / channels);
    packed[at] = packed[at]! * 256 + pixels[i]!;
  }
  return packed;
}

/** Unpacks the result of {@linkcode packPixels}. */
export function unpackPixels(packed: Float32Array, channels: number): Uint8Array {
  const pixels = new Uint8Array(packed.length * channels);
  packed.forEach((value, i) => {
    for (let c = channels - 1; c >= 0; c--) {
      pixels[i * channels + c] = value % 256;
      value = Math.floor(value / 256);
    }
  });
  return pixels;
}

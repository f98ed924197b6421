/**
 * Imitates decoding at a smaller size.
 *
 * The commands let JPEG and WebP files be decoded at a smaller size, which is faster; a browser
 * decodes the whole image. Both decoders take means of areas, here of rounded values.
 *
 * @module
 */
import type { Pixels } from "./pixels.ts";

/** Formats that the commands decode at a smaller size. */
export type ScaledFormat = "jpeg" | "webp";

/** Sizes at which JPEG files are decoded, as shares of their own. */
const JPEG_SHARES = [8, 4, 2] as const;

/** The image as the commands decode it for a model of this size. */
export function asOnLoad(image: Pixels, size: number, format: ScaledFormat): Pixels {
  const shrink = Math.min(image.width, image.height) / size;
  if (format === "webp") {
    if (shrink <= 1) return image;
    const width = Math.floor(image.width / shrink + 0.5);
    const height = Math.floor(image.height / shrink + 0.5);
    return areaMeans(image, width, height, [image.width / width, image.height / height]);
  }
  const largest = JPEG_SHARES.find((share) => shrink >= share) ?? 1;
  const share = Math.trunc(shrink) === largest ? Math.max(1, largest / 2) : largest;
  if (share === 1) return image;
  const [width, height] = [Math.floor(image.width / share), Math.floor(image.height / share)];
  return areaMeans(image, width, height, [share, share]);
}

/** Means of areas of `across` × `down` pixels, whose borders may cut pixels. */
function areaMeans(
  { width: columns, channels, data }: Pixels,
  width: number,
  height: number,
  [across, down]: readonly [number, number],
): Pixels {
  const result = new Uint8ClampedArray(width * height * channels);
  const lines = spans(width, across);
  const sums = new Float64Array(width * channels);
  spans(height, down).forEach((rows, y) => {
    sums.fill(0);
    for (const [row, high] of rows) {
      lines.forEach((pixels, x) => {
        for (const [column, wide] of pixels) {
          const from = (row * columns + column) * channels;
          for (let c = 0; c < channels; c++) {
            sums[x * channels + c]! += high * wide * data[from + c]!;
          }
        }
      });
    }
    const to = y * width * channels;
    for (let i = 0; i < sums.length; i++) result[to + i] = sums[i]! / (across * down);
  });
  return { width, height, channels, data: result };
}

/** For each of `count` steps, the pixels in it and how much of each. */
function spans(count: number, step: number): (readonly [index: number, share: number])[][] {
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [i * step, (i + 1) * step];
    // What rounding leaves of the next pixel does not count.
    const last = Math.ceil(to - 1e-9);
    return Array.from({ length: last - Math.floor(from) }, (_, k) => {
      const pixel = Math.floor(from) + k;
      return [pixel, Math.min(to, pixel + 1) - Math.max(from, pixel)] as const;
    });
  });
}

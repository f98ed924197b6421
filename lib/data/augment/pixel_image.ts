/**
 * The images that augmentations work on.
 *
 * @module
 */
import { Random, STREAM } from "../../random.ts";

/** One image, 8 bits per channel. */
export interface PixelImage {
  /** In pixels. */
  readonly height: number;
  /** In pixels. */
  readonly width: number;
  /** Values per pixel. */
  readonly channels: number;
  /** `[height, width, channels]`, row-major, 0 … 255. */
  readonly pixels: Uint8Array;
}

/**
 * Makes another image from one. All its draws come from `random`, and the given image is not changed.
 *
 * Augmentations compute with whole numbers and with the operations that IEEE 754 rounds correctly, so
 * a seed gives the same pixels on every machine.
 */
export type Augmentation = (image: PixelImage, random: Random) => PixelImage;

/**
 * The random numbers of one image in one epoch: they depend on nothing else, so neither the size of
 * batches nor the order of decoding changes what an image becomes.
 *
 * @param seed Of the training.
 * @param epoch Counted from 1.
 * @param index Index of the image in its set.
 */
export function imageRandom(seed: number, epoch: number, index: number): Random {
  const mixed = new Random(seed, STREAM.augmentation).nextUint32();
  return new Random((mixed ^ epoch) >>> 0, index);
}

/**
 * Makes an image of the same shape or another, pixel by pixel.
 *
 * @param source Returns the pixel of `image` to put at `(y, x)`, as `[y, x]`; undefined = black.
 */
export function remap(
  image: PixelImage,
  { height, width }: Pick<PixelImage, "height" | "width">,
  source: (y: number, x: number) => readonly [number, number] | undefined,
): PixelImage {
  const { channels } = image;
  const pixels = new Uint8Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = source(y, x);
      if (!from) continue;
      const start = (from[0] * image.width + from[1]) * channels;
      const to = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) pixels[to + c] = image.pixels[start + c]!;
    }
  }
  return { height, width, channels, pixels };
}

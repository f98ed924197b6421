/**
 * Images whose pixels are all in memory.
 *
 * @module
 */
import { type ImageSet, requireIndices } from "./image_set.ts";

/** An image set with its pixels. */
export interface MemoryImages extends ImageSet {
  /** Pixels `[files.length, height, width, channels]`, row-major, 0 … 255. */
  readonly pixels: Uint8Array;
}

/**
 * Makes an image set from pixels in memory, which are used in place, not copied.
 *
 * @param images.pixels `[files.length, height, width, channels]`, row-major, 0 … 255.
 * @throws {RangeError} If there are more or fewer pixels than the files have.
 *
 * @example
 * ```ts
 * import { memoryImages } from "./memory_images.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const file = { path: "a.png", label: 0, type: "good" } as const;
 * const pixels = Uint8Array.of(1, 2, 3, 4);
 * const set = memoryImages({ files: [file, file], height: 1, width: 2, channels: 1, pixels });
 * assertEquals(await set.read([1]), Uint8Array.of(3, 4));
 * ```
 */
export function memoryImages(images: Omit<MemoryImages, "read">): MemoryImages {
  const { files, height, width, channels, pixels } = images;
  const size = height * width * channels;
  if (pixels.length !== files.length * size) {
    throw new RangeError(
      `Cannot make ${files.length} images of ${height}×${width}×${channels} from ` +
        `${pixels.length} pixel values`,
    );
  }
  return {
    files,
    height,
    width,
    channels,
    pixels,
    read: (indices) =>
      Promise.try(() => {
        requireIndices(files.length, indices);
        const copy = new Uint8Array(indices.length * size);
        indices.forEach((index, i) =>
          copy.set(pixels.subarray(index * size, (index + 1) * size), i * size)
        );
        return copy;
      }),
  };
}

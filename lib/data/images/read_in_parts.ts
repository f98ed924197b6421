/**
 * Goes through the pixels of a set of any size.
 *
 * @module
 */
import type { ImageSet } from "./image_set.ts";

/** Images read at a time. */
const TOGETHER = 64;

/**
 * Reads all images, a few at a time.
 *
 * @returns Pixels `[count, height, width, channels]` of the images from `start` on.
 * @throws {InputError} Naming files that can no longer be used.
 *
 * @example
 * ```ts
 * import { readInParts } from "./read_in_parts.ts";
 * import { memoryImages } from "./memory_images.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const file = { path: "a.png", label: 0, type: "good" } as const;
 * const pixels = Uint8Array.of(1, 2);
 * const set = memoryImages({ files: [file, file], height: 1, width: 1, channels: 1, pixels });
 * assertEquals(await Array.fromAsync(readInParts(set)), [{ start: 0, count: 2, pixels }]);
 * ```
 */
export async function* readInParts(
  set: ImageSet,
): AsyncGenerator<{ start: number; count: number; pixels: Uint8Array }, void> {
  const total = set.files.length;
  for (let start = 0; start < total; start += TOGETHER) {
    const count = Math.min(TOGETHER, total - start);
    const pixels = await set.read(Array.from({ length: count }, (_, i) => start + i));
    yield { start, count, pixels };
  }
}

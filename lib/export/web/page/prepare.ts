/**
 * From decoded pixels to the model's input.
 *
 * @module
 */
import type { PageFacts } from "./facts.ts";
import { toGray } from "./resample/gray.ts";
import type { Pixels } from "./resample/pixels.ts";
import { asSmallerJpeg, resize } from "./resample/resize.ts";

/** Pixels `[size, size, channels]`, the same as the commands make of the same file. */
export function prepare(
  { pixels, jpeg }: { readonly pixels: Pixels; readonly jpeg: boolean },
  { size, channels, resize: filter }: Pick<PageFacts, "size" | "channels" | "resize">,
): Pixels["data"] {
  const image = resize(jpeg ? asSmallerJpeg(pixels, size) : pixels, size, filter);
  return channels === 1 ? toGray(image).data : image.data;
}

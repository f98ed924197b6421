/**
 * Turns decoded pixels into the model's input.
 *
 * @module
 */
import type { PageFacts } from "./facts.ts";
import { toGray } from "./resample/gray.ts";
import type { Pixels } from "./resample/pixels.ts";
import { asOnLoad, type ScaledFormat } from "./resample/on_load.ts";
import { resize } from "./resample/resize.ts";

/** Pixels `[size, size, channels]`, the same as the commands make of the same file. */
export function prepare(
  { pixels, format }: { readonly pixels: Pixels; readonly format?: ScaledFormat },
  { size, channels, resize: filter }: Pick<PageFacts, "size" | "channels" | "resize">,
): Pixels["data"] {
  const image = resize(format ? asOnLoad(pixels, size, format) : pixels, size, filter);
  return channels === 1 ? toGray(image).data : image.data;
}

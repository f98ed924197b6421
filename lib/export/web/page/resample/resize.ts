/**
 * Resizes images to the size of a model, as the commands do.
 *
 * @module
 */
import type { ResizeFilter } from "../../../../data/images/image_set.ts";
import { enlarge } from "./enlarge.ts";
import type { Pixels } from "./pixels.ts";
import { reduce } from "./reduce.ts";

/**
 * Resizes to a square; the aspect ratio is not kept.
 *
 * @param size Height and width in pixels.
 */
export function resize(image: Pixels, size: number, filter: ResizeFilter): Pixels {
  if (image.width === size && image.height === size) return image;
  const scales = { width: 1 / (image.width / size), height: 1 / (image.height / size) };
  let result = image;
  for (const axis of ["height", "width"] as const) {
    if (scales[axis] < 1) result = reduce(result, { axis, shrink: 1 / scales[axis], filter });
  }
  if (scales.width <= 1 && scales.height <= 1) return result;
  return enlarge(result, { size: { width: size, height: size }, scales, filter });
}

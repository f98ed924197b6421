/**
 * Cuts windows out of images.
 *
 * @module
 */
import { type Augmentation, type PixelImage, remap } from "./pixel_image.ts";

/** What lies beyond the edges: black, or the image mirrored with its edge pixels repeated. */
export type Border = "black" | "mirror";

/** A window; it may reach beyond the image. */
export interface CropWindow {
  /** Row of the window's first row in the image. */
  readonly top: number;
  /** Column of the window's first column in the image. */
  readonly left: number;
  /** In pixels. */
  readonly height: number;
  /** In pixels. */
  readonly width: number;
}

/**
 * Cuts out a window. With the image's own size it shifts the image.
 *
 * @throws {RangeError} If the window is not made of whole numbers or is empty.
 *
 * @example
 * ```ts
 * import { crop } from "./crop.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const image = { height: 1, width: 3, channels: 1, pixels: Uint8Array.of(1, 2, 3) };
 * const window = { top: 0, left: 1, height: 1, width: 3 };
 * assertEquals(crop(image, window, "black").pixels, Uint8Array.of(2, 3, 0));
 * assertEquals(crop(image, window, "mirror").pixels, Uint8Array.of(2, 3, 3));
 * ```
 */
export function crop(image: PixelImage, window: CropWindow, border: Border): PixelImage {
  const { top, left, height, width } = window;
  if (![top, left, height, width].every(Number.isInteger) || height < 1 || width < 1) {
    throw new RangeError(`Cannot cut out ${height}×${width} pixels at (${top}, ${left})`);
  }
  return remap(image, { height, width }, (y, x) => {
    const [fromY, fromX] = [top + y, left + x];
    if (border === "mirror") return [mirror(fromY, image.height), mirror(fromX, image.width)];
    const inside = fromY >= 0 && fromY < image.height && fromX >= 0 && fromX < image.width;
    return inside ? [fromY, fromX] : undefined;
  });
}

/** Pads an image by `padding` pixels on each side and cuts out its own size at a random place. */
export function randomCrop({ padding, border }: { padding: number; border: Border }): Augmentation {
  return (image, random) => {
    const { height, width } = image;
    const top = random.integer(2 * padding + 1) - padding;
    const left = random.integer(2 * padding + 1) - padding;
    return crop(image, { top, left, height, width }, border);
  };
}

/** `… 2 1 0 | 0 1 2 … n−1 | n−1 n−2 …` */
function mirror(index: number, size: number): number {
  const period = 2 * size;
  const folded = ((index % period) + period) % period;
  return folded < size ? folded : period - 1 - folded;
}

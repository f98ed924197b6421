/**
 * The interface of a kind of synthetic defect.
 *
 * @module
 */
import type { Random } from "../../../random.ts";
import type { PixelImage } from "../pixel_image.ts";

/** A way to damage a normal image. */
export interface DefectKind {
  /** In records and file names: `cut-paste`. */
  readonly id: string;
  /** In a few words, for tables and sheets. */
  readonly title: string;
  /** The whole image becomes another one, so that no part of it is the defect. */
  readonly wholeImage?: true;
  /**
   * Makes a damaged image; place, size and strength are drawn. The given images are not changed.
   *
   * @param other Another normal image of the same shape, from which textures are taken.
   */
  readonly apply: (image: PixelImage, other: PixelImage, random: Random) => PixelImage;
}

/** Rounds a value and limits it to 0 … 255. */
export function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

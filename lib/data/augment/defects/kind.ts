/**
 * What a kind of synthetic defect is.
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
   * Makes a damaged image; place, size and strength are drawn. The given images stay as they are.
   *
   * @param other Another normal image of the same shape: where textures are taken from.
   */
  readonly apply: (image: PixelImage, other: PixelImage, random: Random) => PixelImage;
}

/** A value as a pixel has it. */
export function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

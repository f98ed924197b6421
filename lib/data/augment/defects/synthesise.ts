/**
 * Synthetic defects with their masks.
 *
 * @module
 */
import type { Random } from "../../../random.ts";
import type { PixelImage } from "../pixel_image.ts";
import { stain } from "../stain.ts";
import { CUT_PASTE, SCAR } from "./cut_paste.ts";
import { DEFORMATION } from "./deform.ts";
import type { DefectKind } from "./kind.ts";
import { MISSING_PART } from "./missing_part.ts";
import { PERLIN_BLEND } from "./perlin_blend.ts";
import { objectPixels } from "./place.ts";
import { SCRATCH } from "./scratch.ts";

/** A damaged image, and where it is damaged. */
export interface SyntheticDefect {
  /** Of the same shape as the normal image. */
  readonly image: PixelImage;
  /** `[height, width]`: 1 = visibly changed, or a small hole in a changed area. Absent for whole images. */
  readonly mask?: Uint8Array;
}

const drawStain = stain({ size: [0.02, 0.09] });

/** A blob in one gray level: see {@linkcode stain}. */
const STAIN: DefectKind = {
  id: "stain",
  title: "stain",
  apply: (image, _other, random) => drawStain(image, random),
};

/** Kinds of defects of a part, which differ in size, contrast and texture. */
export const DEFECT_KINDS: readonly DefectKind[] = [
  CUT_PASTE,
  SCAR,
  PERLIN_BLEND,
  DEFORMATION,
  STAIN,
  MISSING_PART,
  SCRATCH,
];

/** The smallest change in gray levels, in any channel, that counts as visible. */
const VISIBLE = 8;
/** Share of the pixels that must be visibly changed, and their minimum number. */
const LEAST = { share: 0.0005, pixels: 4 };
/** Share of the changed pixels that must be on the object. */
const ON_OBJECT = 0.2;
/** How often a defect is drawn before an image is given up. */
const TRIES = 40;

/**
 * Damages a normal image visibly, on the object if there is one. A defect that nobody could see, such
 * as background moved onto background, is drawn again.
 *
 * @param kind One of {@linkcode DEFECT_KINDS} or `SEMANTIC_KINDS`.
 * @param images The image, and another one to take textures from.
 * @param random Decides everything about the defect.
 * @returns `undefined` if no draw was visible, as for a deformed image of one colour.
 *
 * @example
 * ```ts
 * import { DEFECT_KINDS, synthesise } from "./synthesise.ts";
 * import { Random } from "../../../random.ts";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const pixels = Uint8Array.from({ length: 1024 }, (_, i) => 64 + (i % 32) * 4);
 * const image = { height: 32, width: 32, channels: 1, pixels };
 * const defect = synthesise(DEFECT_KINDS[0]!, { image, other: image }, new Random(0));
 * assert(defect);
 * assertEquals(defect.mask?.length, 1024);
 * ```
 */
export function synthesise(
  kind: DefectKind,
  { image, other }: { readonly image: PixelImage; readonly other: PixelImage },
  random: Random,
): SyntheticDefect | undefined {
  const isObject = objectPixels(image);
  const count = image.width * image.height;
  const anyObject = Array.from({ length: count }, (_, i) => i).some(isObject);
  for (let i = 0; i < TRIES; i++) {
    const damaged = kind.apply(image, other, random);
    const changed = changedPixels(image, damaged);
    if (changed.length < Math.max(LEAST.pixels, LEAST.share * count)) continue;
    if (kind.wholeImage) return { image: damaged };
    if (anyObject && changed.filter(isObject).length < ON_OBJECT * changed.length) continue;
    return { image: damaged, mask: closedMask(changed, image) };
  }
  return undefined;
}

/** Pixels in which any channel has visibly changed. */
function changedPixels({ channels, pixels }: PixelImage, damaged: PixelImage): number[] {
  return Array.from({ length: pixels.length / channels }, (_, pixel) => pixel).filter((pixel) => {
    for (let at = pixel * channels; at < (pixel + 1) * channels; at++) {
      if (Math.abs(damaged.pixels[at]! - pixels[at]!) >= VISIBLE) return true;
    }
    return false;
  });
}

/**
 * The mask of the changed pixels, closed by a square of 3 pixels so that no hole stays where old and
 * new agree by chance.
 */
function closedMask(
  changed: readonly number[],
  { width, height }: Pick<PixelImage, "width" | "height">,
): Uint8Array {
  const grown = new Uint8Array(width * height);
  for (const pixel of changed) forEachNear(pixel, (near) => grown[near] = 1);
  const mask = new Uint8Array(width * height);
  for (const pixel of grown.keys()) {
    mask[pixel] = 1;
    forEachNear(pixel, (near) => mask[pixel]! &= grown[near]!);
  }
  return mask;

  function forEachNear(pixel: number, act: (near: number) => void): void {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) act(v * width + u);
    }
  }
}

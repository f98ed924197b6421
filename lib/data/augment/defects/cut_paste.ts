/**
 * Cut-paste: a part of the image, moved.
 *
 * @module
 */
import type { Random } from "../../../random.ts";
import { pixelsInside, type Point, randomDirection } from "../outline.ts";
import type { PixelImage } from "../pixel_image.ts";
import { type DefectKind, toByte } from "./kind.ts";
import { drawPlace } from "./place.ts";

/** Largest change of contrast, as a share, and of brightness, in gray levels. */
const JITTER = { contrast: 0.1, brightness: 12 };

/** A rectangle: half sides in pixels, and the direction of the first. */
interface Rectangle {
  readonly half: readonly [number, number];
  readonly direction: Point;
}

/**
 * A rectangle of 0.5 to 10 % of the image, up to 3.3 times as long as wide, copied to another place
 * with other contrast and brightness.
 *
 * Source: Li et al., CutPaste, CVPR 2021, whose rectangles have 2 to 15 %: real defects are smaller.
 */
export const CUT_PASTE: DefectKind = {
  id: "cut-paste",
  title: "cut-paste",
  apply: (image, _other, random) => {
    const area = image.width * image.height * random.uniform(0.005, 0.1);
    const aspect = random.uniform(0.3, 1);
    const [long, short] = [Math.sqrt(area / aspect) / 2, Math.sqrt(area * aspect) / 2];
    const half = random.integer(2) === 1 ? [long, short] as const : [short, long] as const;
    return paste(image, { half, direction: [1, 0] }, random);
  },
};

/**
 * A scar: a strip of 1 to 6 % of the side by 8 to 30 %, turned and pasted elsewhere.
 *
 * Source: as {@linkcode CUT_PASTE}, the variant with scars.
 */
export const SCAR: DefectKind = {
  id: "scar",
  title: "cut-paste, scar",
  apply: (image, _other, random) => {
    const side = Math.min(image.width, image.height);
    const length = side * random.uniform(0.08, 0.3);
    const width = Math.max(1.5, side * random.uniform(0.01, 0.06));
    const direction = randomDirection(random);
    return paste(image, { half: [length / 2, width / 2], direction }, random);
  },
};

/** Copies an upright rectangle to another place, where it is turned. */
function paste(image: PixelImage, { half: [a, b], direction }: Rectangle, random: Random) {
  const { width, height, channels } = image;
  const [from, to] = [drawPlace(image, random), drawPlace(image, random)];
  const contrast = random.uniform(1 - JITTER.contrast, 1 + JITTER.contrast);
  const brightness = random.uniform(-JITTER.brightness, JITTER.brightness);
  const [ux, uy] = direction;
  const corners = ([[-a, -b], [a, -b], [a, b], [-a, b]] as const)
    .map(([u, v]): Point => [to[0] + 0.5 + u * ux - v * uy, to[1] + 0.5 + u * uy + v * ux]);
  const pixels = image.pixels.slice();
  for (const pixel of pixelsInside(corners, image)) {
    const [dx, dy] = [pixel % width - to[0], Math.floor(pixel / width) - to[1]];
    const x = mirrored(Math.round(from[0] + dx * ux + dy * uy), width);
    const y = mirrored(Math.round(from[1] - dx * uy + dy * ux), height);
    for (let c = 0; c < channels; c++) {
      const value = image.pixels[(y * width + x) * channels + c]!;
      pixels[pixel * channels + c] = toByte(127.5 + (value - 127.5) * contrast + brightness);
    }
  }
  return { ...image, pixels };
}

/** Mirrors an index outside the image back into it. */
function mirrored(index: number, size: number): number {
  const inside = index < 0 ? -index : index >= size ? 2 * (size - 1) - index : index;
  return Math.min(size - 1, Math.max(0, inside));
}

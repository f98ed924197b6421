/**
 * Reads ground-truth masks of any kind.
 *
 * @module
 */
import { average } from "../../metrics/statistics/average.ts";
import { fullPath } from "../decode/decode.ts";
import { readSize } from "../decode/decode_file.ts";
import { forEachFile } from "../decode/for_each_file.ts";
import { type ImageFile, masksOf } from "../images/image_set.ts";
import { readMaskPixels } from "./mask_pixels.ts";
import { resizeMask } from "./mask_resize.ts";
import { markDefects, type MaskRule } from "./mask_rule.ts";
import { MaskSurvey } from "./mask_survey.ts";

/** Masks of a set at one size. */
export interface Masks {
  /** 1 = anomalous, 0 = normal, `[n, size, size]`. */
  readonly pixels: Uint8Array;
  /** How masks were read that are not plain, and what looks wrong, one line each. */
  readonly warnings: readonly string[];
}

/** Share of the pixels beyond which masks look inverted. */
const MOST = 0.5;
/** Pixels of an image so small that one of them may well be a defect. */
const SMALL = 100;
/** Files named in one warning. */
const NAMED = 3;

/**
 * Decodes ground-truth masks. A defect is whatever differs from the background, with any value or
 * colour, in gray, colour or alpha, of 8 bits or more. The background is black or transparent; if no
 * mask of the set contains black, it is their commonest colour. Several masks of an image are joined.
 * A marked region never shrinks to nothing when it is resized.
 *
 * @param root Folder that the paths are relative to; "" takes them as they are.
 * @param files Which images; those without a mask are all 0.
 * @param size Height and width in pixels.
 * @throws {InputError} Naming the masks that cannot be decoded, or one whose size differs from its
 * image's.
 */
export async function readMasks(
  root: string,
  files: readonly ImageFile[],
  size: number,
): Promise<Masks> {
  const entries = files.flatMap((file, i) => masksOf(file).map((mask) => ({ file, mask, i })));
  const paths = entries.map(({ mask }) => fullPath(root, mask));
  const survey = new MaskSurvey();
  await forEachFile(paths, async (path, k) => {
    const { file } = entries[k]!;
    const mask = await readSize(path);
    // An image that cannot be read is named by whoever decodes the images, and its mask is sound.
    const image = await readSize(fullPath(root, file.path)).catch(() => mask);
    if (image !== mask) {
      throw new Error(
        `the mask is ${mask}, its image ${file.path} is ${image}; resize it to its image's size`,
      );
    }
    survey.add(await readMaskPixels(path));
  });
  const rule = survey.rule();
  const pixels = new Uint8Array(files.length * size * size);
  const shares = new Float64Array(entries.length);
  const single: string[] = [];
  let noisy = 0;
  await forEachFile(paths, async (path, k) => {
    const read = await readMaskPixels(path);
    const { pixels: marked, noise } = markDefects(read, rule);
    if (noise) noisy++;
    const count = marked.reduce((sum, value) => sum + value, 0);
    shares[k] = count / marked.length;
    if (count === 1 && marked.length > SMALL) single.push(entries[k]!.mask);
    const resized = await resizeMask(marked, read, size);
    const at = entries[k]!.i * size * size;
    resized.forEach((value, j) => pixels[at + j]! |= value);
  });
  const marks = new Set(entries.filter((_, k) => shares[k]! > 0).map(({ i }) => i));
  return {
    pixels,
    warnings: [
      ...maskWarnings(files, marks, [...shares], rule),
      ...(noisy === 0 ? [] : [
        `${noisy} masks have noise around black, as a JPEG that was stored as PNG: what is that ` +
        "faint marks nothing",
      ]),
      ...singlePixels(single.sort()),
    ],
  };
}

/** Only the pixels of {@linkcode readMasks}. */
export async function decodeMasks(
  root: string,
  files: readonly ImageFile[],
  size: number,
): Promise<Uint8Array> {
  return (await readMasks(root, files, size)).pixels;
}

/**
 * The images that pixel metrics can use: normal ones, and anomalous ones with a mask that marks
 * something. In any other image, where the defect is remains unknown.
 *
 * @param masks `[n, size, size]`.
 */
export function pixelLabelled(files: readonly ImageFile[], masks: Uint8Array): readonly number[] {
  const size = masks.length / files.length;
  return files.flatMap(({ label }, i) =>
    label === 0 || masks.subarray(i * size, (i + 1) * size).includes(1) ? [i] : []
  );
}

function maskWarnings(
  files: readonly ImageFile[],
  marks: ReadonlySet<number>,
  shares: readonly number[],
  { background, anyDifference, colours, dim }: MaskRule,
): string[] {
  if (shares.length === 0) return [];
  const warnings: string[] = [];
  const coloured = colours.some((colour) => new Set(colour.split(",")).size > 1);
  const black = background.every((value) => value === 0);
  const plain = !anyDifference && !coloured && black && !dim;
  if (!plain && colours.length > 0) {
    const all = colours.length > NAMED
      ? `${colours.length} other values`
      : colours.map(shortened).join(", ");
    const back = shortened(background.join());
    warnings.push(`masks: ${back} is the background; what differs from it is a defect: ${all}`);
  }
  const mean = average(shares);
  if (mean > MOST) {
    warnings.push(
      `masks mark ${Math.round(100 * mean)} % of their images as defects: are they inverted? ` +
        `The background is ${shortened(background.join())}`,
    );
  }
  const anomalous = files.flatMap((file, i) => file.label === 1 ? [{ file, i }] : []);
  const name = (list: readonly { readonly file: ImageFile }[]) =>
    list.slice(0, NAMED).map(({ file }) => masksOf(file)[0] ?? file.path).join(", ") +
    (list.length > NAMED ? `, and ${list.length - NAMED} more` : "");
  const without = anomalous.filter(({ file }) => masksOf(file).length === 0);
  const empty = anomalous.filter(({ file, i }) => masksOf(file).length > 0 && !marks.has(i));
  if (without.length > 0) {
    warnings.push(
      `${without.length} of ${anomalous.length} anomalous test images have no mask; metrics of ` +
        `pixels leave them out: ${name(without)}`,
    );
  }
  if (empty.length > 0) {
    warnings.push(
      `${empty.length} masks of anomalous test images mark nothing; metrics of pixels leave their ` +
        `images out: ${name(empty)}`,
    );
  }
  return warnings;
}

/**
 * Warns of masks that mark a single pixel, since a stray pixel counts as a defect in every pixel
 * metric.
 */
function singlePixels(masks: readonly string[]): string[] {
  if (masks.length === 0) return [];
  const more = masks.length > NAMED ? `, and ${masks.length - NAMED} more` : "";
  return [
    `${masks.length} masks mark a single pixel, which is seldom a defect: look at ` +
    masks.slice(0, NAMED).join(", ") + more,
  ];
}

/** `7` for the gray `7,7,7`; colours as `(255, 0, 0)`. */
function shortened(colour: string): string {
  const [red, ...rest] = colour.split(",");
  return rest.every((value) => value === red) ? red! : `(${[red, ...rest].join(", ")})`;
}

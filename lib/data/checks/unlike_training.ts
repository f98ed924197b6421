/**
 * Warns of images whose scores would not compare with those of the images a model was trained on.
 *
 * @module
 */
import { detectChannels, findColoured } from "../decode/decode.ts";
import { readSize } from "../decode/decode_file.ts";
import { forEachFile } from "../decode/for_each_file.ts";
import { findValueRange, type ValueRange, wideAmongEight } from "../decode/value_range.ts";
import type { Channels, ImageFile } from "../images/image_set.ts";

/** Images that are enlarged by this much or more show little of what the training images show. */
const ENLARGED = 2;
/** Files named in one warning. */
const NAMED = 3;

/** What images have or lack that the training images did not. */
export interface Unlikeness {
  /** Which of the differences it is. */
  readonly kind: "colour" | "gray" | "bits" | "size";
  /** A line for the user. */
  readonly line: string;
}

/**
 * Warns of colour that a gray model drops, gray images for a colour model, 16 bits where the training
 * images had 8, and images that are far smaller than the model's input.
 *
 * @param files With paths that can be opened, all of them readable.
 * @param model What a detector takes.
 * @returns At most one of each kind.
 */
export async function unlikeTraining(
  files: readonly ImageFile[],
  { channels, imageSize, valueRange, tile }: {
    channels: Channels;
    imageSize: number;
    valueRange?: ValueRange;
    /** Set if images are cut into tiles, which keep their size. */
    tile?: object;
  },
): Promise<Unlikeness[]> {
  const found: Unlikeness[] = [];
  const add = (kind: Unlikeness["kind"], lines: readonly string[]) => {
    for (const line of lines) found.push({ kind, line });
  };
  if (channels === 1) {
    const coloured = await findColoured("", files);
    add("colour", some(coloured, files, "have colour, which a model of gray images drops"));
  } else if (files.length > 0 && await detectChannels("", files) === 1) {
    add("gray", ["the images are gray, those that the model was made for have colour"]);
  }
  const paths = files.map(({ path }) => path);
  if (!valueRange) add("bits", wideAmongEight(await findValueRange(paths), "images"));
  if (tile) return found;
  const isSmall: boolean[] = [];
  await forEachFile(paths, async (path, i) => {
    const sides = (await readSize(path)).split("×");
    isSmall[i] = sides.some((side) => ENLARGED * Number(side) <= imageSize);
  });
  const small = files.filter((_, i) => isSmall[i]);
  add("size", some(small, files, `are far smaller than the model's ${imageSize} pixels`));
  return found;
}

function some(found: readonly ImageFile[], all: readonly ImageFile[], what: string): string[] {
  if (found.length === 0) return [];
  const names = found.slice(0, NAMED).map(({ path }) => path).join(", ");
  const more = found.length > NAMED ? `, and ${found.length - NAMED} more` : "";
  return [`${found.length} of ${all.length} images ${what}: ${names}${more}`];
}

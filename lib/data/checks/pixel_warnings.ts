/**
 * Warns of what looks wrong in decoded images, before anything is trained on them.
 *
 * @module
 */
import type { Dataset } from "../datasets/dataset.ts";
import { describeRange, type ValueRange, wideAmongEight } from "../decode/value_range.ts";
import type { Channels, ImageSet } from "../images/image_set.ts";
import { readInParts } from "../images/read_in_parts.ts";

/** With fewer gray levels in all training images, most of what was photographed is lost. */
const FEW_LEVELS = 32;
/** Files named in one warning. */
const NAMED = 3;

/**
 * Warns of several pages, images of one value, few gray levels and dropped colour, and says how
 * values are read. Of images that are cut, the tiles that are trained on are examined.
 */
export async function pixelWarnings(
  { source, train, heldOut = [], test }: Pick<Dataset, "source" | "train" | "heldOut" | "test">,
  sets: { readonly train: ImageSet; readonly wholeTrain?: ImageSet; readonly test: ImageSet },
  { channels, valueRange }: { channels: Channels; valueRange?: ValueRange },
): Promise<string[]> {
  const warnings = valueRange ? [describeRange(valueRange)] : [];
  const what = sets.wholeTrain ? "tiles of training images" : "training images";
  for (const [name, set] of [[what, sets.train], ["test images", sets.test]] as const) {
    const { flat, levels } = await countLevels(set);
    if (flat.length > 0) {
      warnings.push(`${flat.length} ${name} have one value only: ${named([...new Set(flat)])}`);
    }
    if (flat.length < set.files.length && levels < FEW_LEVELS) {
      warnings.push(`all ${name} together have ${levels} of 256 gray levels only`);
    }
  }
  if (!valueRange) {
    warnings.push(...wideAmongEight(await source.valueRange?.(test), "test images"));
  }
  const paged = await source.paged?.([...train, ...test]) ?? [];
  if (paged.length > 0) {
    warnings.push(
      `${paged.length} files have several pages, of which the first is taken: ` +
        named(paged.map(({ path }) => path)),
    );
  }
  if (channels === 3) return warnings;
  for (const [name, files] of [["training", [...train, ...heldOut]], ["test", test]] as const) {
    const coloured = await source.coloured?.(files) ?? [];
    if (coloured.length === 0) continue;
    warnings.push(
      `${coloured.length} ${name} images have colour, which is dropped, as images are read as gray: ` +
        `set the field channels to 3 (--config): ${named(coloured.map(({ path }) => path))}`,
    );
  }
  return warnings;
}

/** Paths of images of one value, and the number of different values in all others. */
async function countLevels(set: ImageSet): Promise<{ flat: string[]; levels: number }> {
  const flat: string[] = [];
  const seen = new Uint8Array(256);
  for await (const { start, count, pixels } of readInParts(set)) {
    const size = pixels.length / count;
    for (let i = 0; i < count; i++) {
      const image = pixels.subarray(i * size, (i + 1) * size);
      if (isFlat(image, set.channels)) flat.push(set.files[start + i]!.path);
      else for (const value of image) seen[value] = 1;
    }
  }
  return { flat, levels: seen.reduce((sum, value) => sum + value, 0) };
}

function isFlat(image: Uint8Array, channels: Channels): boolean {
  for (let i = channels; i < image.length; i++) if (image[i] !== image[i - channels]) return false;
  return true;
}

function named(paths: readonly string[]): string {
  const more = paths.length > NAMED ? `, and ${paths.length - NAMED} more` : "";
  return paths.slice(0, NAMED).join(", ") + more;
}

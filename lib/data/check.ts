/**
 * Checks a dataset completely: every image and mask is decoded.
 *
 * @module
 */
import { visible } from "../visible.ts";
import type { Dataset } from "./dataset.ts";
import { type DecodeProgress, forEachFile } from "./for_each_file.ts";
import type { Channels } from "./image_set.ts";
import { loadCategory } from "./mvtec.ts";
import { reportSplit, type SplitReport, type TypeCount } from "./split_report.ts";
import { textTable } from "./text_table.ts";

/** One line of the table: the images of one type. */
export interface TypeReport extends TypeCount {
  /** Sizes that occur, `width×height`. */
  readonly sizes: readonly string[];
}

/** What was found in a dataset. */
export interface CategoryReport extends SplitReport {
  /** The listing. */
  readonly category: Dataset;
  /** Gray or RGB, by the pixels. */
  readonly channels: Channels;
  /** One entry a type, training first. */
  readonly types: readonly TypeReport[];
}

/** Largest size at which images are decoded only to see whether they can be. */
const PROBE_SIZE = 64;
/** The smallest side of an official image of MVTec AD, in pixels. */
const MVTEC_SIDE = 700;

/**
 * Loads a category folder and decodes everything in it; see {@linkcode checkDataset}.
 *
 * @throws {InputError} If the layout does not fit or a file cannot be used.
 */
export async function checkCategory(
  root: string,
  onProgress?: DecodeProgress,
): Promise<CategoryReport> {
  return await checkDataset(await loadCategory(root), onProgress);
}

/**
 * Decodes everything in a dataset.
 *
 * @throws {InputError} If a file cannot be used.
 */
export async function checkDataset(
  category: Dataset,
  onProgress?: DecodeProgress,
): Promise<CategoryReport> {
  const { source, train, test, imageSize } = category;
  const files = [...train, ...test];
  const size = Math.min(imageSize, PROBE_SIZE);
  await source.decode(files, { size, channels: 3, memory: 0, onProgress });
  await source.masks(test, size);
  const sizes = new Map<string, string>();
  await forEachFile(files.map((file) => file.path), async (path) => {
    sizes.set(path, await source.size(path));
  });
  const { warnings, ...split } = await reportSplit(category);
  const distinct = new Set(sizes.values());
  const sizesOf = ({ split, type }: TypeCount) => {
    const group = (split === "train" ? train : test).filter((file) => file.type === type);
    return [...new Set(group.map((file) => sizes.get(file.path)!))].sort();
  };
  return {
    ...split,
    category,
    channels: await source.channels(train),
    types: split.types.map((entry) => ({ ...entry, sizes: sizesOf(entry) })),
    warnings: [...warnings, ...sizeWarnings(category, [...distinct])],
  };
}

function sizeWarnings({ dataset }: Dataset, sizes: readonly string[]): string[] {
  const warnings: string[] = [];
  if (sizes.length > 1) {
    warnings.push(`images have ${sizes.length} sizes; all are resized to one, their shape is lost`);
  }
  const small = sizes.find((size) => size.split("×").some((side) => Number(side) < MVTEC_SIDE));
  if (dataset === "mvtec" && small) {
    warnings.push(`a resized copy: images of ${small}; the official ones have 700 to 1024 pixels`);
  }
  return warnings;
}

/** The report as a table for the terminal. */
export function formatReport({ category, channels, types, warnings }: CategoryReport): string {
  const rows = types.map(({ split, type, images, masks, sizes }) => [
    split,
    type,
    String(images),
    String(masks),
    sizes.length > 3 ? `${sizes.length} sizes` : sizes.join(", "),
  ]);
  return [
    `${
      visible(category.name)
    }: ${category.train.length} training and ${category.test.length} test images, ` +
    `${channels === 1 ? "gray" : "RGB"}`,
    "",
    ...textTable([["split", "type", "images", "masks", "size"], ...rows]),
    ...(warnings.length > 0
      ? ["", ...warnings.map((warning) => `warning: ${visible(warning)}`)]
      : []),
  ].join("\n");
}

/**
 * Checks a dataset completely: every image and mask is decoded.
 *
 * @module
 */
import { visible } from "../../visible.ts";
import { type Dataset, hasClasses } from "../datasets/dataset.ts";
import { loadCategory } from "../datasets/mvtec.ts";
import { type DecodeProgress, forEachFile } from "../decode/for_each_file.ts";
import { type Channels, subset } from "../images/image_set.ts";
import { imageFactRows } from "./image_fact_rows.ts";
import { type ImageFacts, imageFacts, type Pair } from "./image_facts.ts";
import { pixelWarnings } from "./pixel_warnings.ts";
import { reportSplit, type SplitReport, type TypeCount } from "./split_report.ts";
import { textTable } from "./text_table.ts";
import { nameAllUnreadable } from "./unreadable.ts";

/** One line of the table: the images of one type. */
export interface TypeReport extends TypeCount {
  /** Sizes that occur, `width×height`. */
  readonly sizes: readonly string[];
}

/** The findings about a dataset. */
export interface CategoryReport extends SplitReport {
  /** The listing. */
  readonly category: Dataset;
  /** Gray or RGB, judged by the pixels. */
  readonly channels: Channels;
  /** One entry per type, training first. */
  readonly types: readonly TypeReport[];
  /** Brightness, roughness, nearest neighbours. */
  readonly images: ImageFacts;
  /** Problems that make every measurement on the data worthless, one line each. */
  readonly errors: readonly string[];
}

/** Largest size at which images are examined. */
const PROBE_SIZE = 64;
/** The smallest side of an official image of MVTec AD, in pixels. */
const MVTEC_SIDE = 700;

/**
 * Loads a category folder and decodes everything in it; see {@linkcode checkDataset}.
 *
 * @throws {InputError} If the layout does not fit or a file cannot be used.
 *
 * @example
 * ```ts
 * import { checkCategory, formatReport } from "./check.ts";
 * import { assertEquals, assertStringIncludes } from "@std/assert";
 *
 * const report = await checkCategory("data/sample/bottle");
 * assertEquals([report.category.name, report.errors], ["bottle", []]);
 * assertStringIncludes(formatReport(report), "209");
 * ```
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
 * @throws {AccessError} In one line, naming every file that cannot be used.
 */
export function checkDataset(
  category: Dataset,
  onProgress?: DecodeProgress,
): Promise<CategoryReport> {
  return nameAllUnreadable(category, () => checkReadable(category, onProgress));
}

async function checkReadable(
  category: Dataset,
  onProgress?: DecodeProgress,
): Promise<CategoryReport> {
  const { source, train, test, imageSize } = category;
  const files = [...train, ...test];
  const size = Math.min(imageSize, PROBE_SIZE);
  const channels = await source.channels(train);
  const valueRange = await source.valueRange?.(train);
  const decoded = await source.decode(files, { size, channels: 3, valueRange, onProgress });
  const images = await imageFacts(decoded, train.length);
  const masks = await source.masks(test, size);
  const indices = files.map((_, i) => i);
  const sets = {
    train: subset(decoded, indices.slice(0, train.length)),
    test: subset(decoded, indices.slice(train.length)),
  };
  const seen = await pixelWarnings(category, sets, { channels, valueRange });
  const sizes = new Map<string, string>();
  await forEachFile(files.map((file) => file.path), async (path) => {
    sizes.set(path, await source.size(path));
  });
  const split = await reportSplit(category);
  const leaks = leakage(split.copies, "are also training images");
  const copied = new Set(split.copies.map((pair) => pair.test));
  // Files that differ can look the same at the size at which images are examined.
  const alike = [...images.same.filter((pair) => !copied.has(pair.test)), ...images.near];
  const near = leakage(alike, "are nearly a training image");
  const distinct = new Set(sizes.values());
  const sizesOf = ({ split, type }: TypeCount) => {
    const group = (split === "train" ? train : test).filter((file) => file.type === type);
    return [...new Set(group.map((file) => sizes.get(file.path)!))].sort();
  };
  return {
    ...split,
    category,
    channels,
    types: split.types.map((entry) => ({ ...entry, sizes: sizesOf(entry) })),
    images,
    // Users cannot fix a set that was published with such images.
    errors: hasClasses(category.dataset) ? [] : leaks,
    warnings: [
      ...category.warnings,
      ...(hasClasses(category.dataset) ? leaks : []),
      ...near,
      ...seen,
      ...masks.warnings,
      ...sizeWarnings(category, [...distinct]),
    ],
  };
}

function leakage(pairs: readonly Pair[], what: string): string[] {
  const [first] = pairs;
  return first
    ? [`${pairs.length} test images ${what}, for example ${first.test} and ${first.train}`]
    : [];
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
export function formatReport(
  { category, channels, types, images, errors, warnings }: CategoryReport,
): string {
  const rows = types.map(({ split, type, images, masks, sizes }) => [
    split,
    type,
    String(images),
    String(masks),
    sizes.length > 3 ? `${sizes.length} sizes` : sizes.join(", "),
  ]);
  const notes = [
    ...errors.map((error) => `error: ${error}`),
    ...warnings.map((warning) => `warning: ${warning}`),
  ];
  return [
    `${
      visible(category.name)
    }: ${category.train.length} training and ${category.test.length} test images, ` +
    `${channels === 1 ? "gray" : "RGB"}`,
    "",
    ...textTable([["split", "type", "images", "masks", "size"], ...rows]),
    "",
    ...textTable(imageFactRows(images)),
    ...(notes.length > 0 ? ["", ...notes.map(visible)] : []),
  ].join("\n");
}

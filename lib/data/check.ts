/**
 * Checks a category completely: every image and mask is decoded.
 *
 * @module
 */
import { decodeImages, decodeMasks, detectChannels } from "./decode.ts";
import { readSize } from "./decode_file.ts";
import { hashFile } from "./fingerprint.ts";
import { forEachFile } from "./for_each_file.ts";
import type { Channels, ImageFile } from "./image_set.ts";
import { type Category, loadCategory } from "./mvtec.ts";

/** One line of the table: the images of one type. */
export interface TypeReport {
  /** Which half of the data. */
  readonly split: "train" | "test";
  /** Folder name: `good`, `broken_large`. */
  readonly type: string;
  /** Number of images. */
  readonly images: number;
  /** Number of those that have a mask. */
  readonly masks: number;
  /** Sizes that occur, `width×height`. */
  readonly sizes: readonly string[];
}

/** What was found in a category. */
export interface CategoryReport {
  /** The listing. */
  readonly category: Category;
  /** Gray or RGB, by the pixels. */
  readonly channels: Channels;
  /** One entry a type, training first. */
  readonly types: readonly TypeReport[];
  /** What a user should know, one line each. */
  readonly warnings: readonly string[];
}

/** Size at which images are decoded only to see whether they can be. */
const PROBE_SIZE = 64;

/**
 * Loads a category and decodes everything in it.
 *
 * @throws {InputError} If the layout does not fit or a file cannot be used.
 */
export async function checkCategory(
  root: string,
  onProgress?: (done: number, total: number) => void,
): Promise<CategoryReport> {
  const category = await loadCategory(root);
  const files = [...category.train, ...category.test];
  await decodeImages(root, files, { size: PROBE_SIZE, channels: 3, memory: 0, onProgress });
  await decodeMasks(root, category.test, PROBE_SIZE);
  const sizes = new Map<string, string>();
  await forEachFile(files.map((file) => file.path), async (path) => {
    sizes.set(path, await readSize(`${root}/${path}`));
  });
  const warnings = [...category.warnings, ...await findDuplicates(category)];
  const distinct = new Set(sizes.values());
  if (distinct.size > 1) {
    warnings.push(
      `images have ${distinct.size} sizes; all are resized to one, their shape is lost`,
    );
  }
  return {
    category,
    channels: await detectChannels(root, category.train),
    types: [
      ...summarise("train", category.train, sizes),
      ...summarise("test", category.test, sizes),
    ],
    warnings,
  };
}

function summarise(
  split: "train" | "test",
  files: readonly ImageFile[],
  sizes: ReadonlyMap<string, string>,
): TypeReport[] {
  const groups = Map.groupBy(files, (file) => file.type);
  return [...groups].map(([type, group]) => ({
    split,
    type,
    images: group.length,
    masks: group.filter((file) => file.mask).length,
    sizes: [...new Set(group.map((file) => sizes.get(file.path)!))].sort(),
  }));
}

/** Test images whose content is also trained on. */
async function findDuplicates({ root, train, test }: Category): Promise<string[]> {
  const trained = new Map<string, string>();
  for (const { path } of train) trained.set(await hashFile(`${root}/${path}`), path);
  const duplicates: string[] = [];
  for (const { path } of test) {
    const original = trained.get(await hashFile(`${root}/${path}`));
    if (original) duplicates.push(`${path} is ${original}`);
  }
  if (duplicates.length === 0) return [];
  return [`${duplicates.length} test images are also trained on, for example ${duplicates[0]}`];
}

/** The report as a table for the terminal. */
export function formatReport({ category, channels, types, warnings }: CategoryReport): string {
  const header = ["split", "type", "images", "masks", "size"];
  const rows = types.map(({ split, type, images, masks, sizes }) => [
    split,
    type,
    String(images),
    String(masks),
    sizes.length > 3 ? `${sizes.length} sizes` : sizes.join(", "),
  ]);
  const widths = header.map((_, k) => Math.max(...[header, ...rows].map((r) => r[k]!.length)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, k) => cell.padEnd(widths[k]!)).join("  ").trimEnd();
  return [
    `${category.name}: ${category.train.length} training and ${category.test.length} test images, ` +
    `${channels === 1 ? "gray" : "RGB"}`,
    "",
    line(header),
    ...rows.map(line),
    ...(warnings.length > 0 ? ["", ...warnings.map((warning) => `warning: ${warning}`)] : []),
  ].join("\n");
}

/**
 * A picture of some images of each type, to give an impression of the data.
 *
 * @module
 */
import sharp from "sharp";
import { Buffer } from "node:buffer";
import type { CategoryImages } from "../../data/checks/category_images.ts";
import type { ImageSet } from "../../data/images/image_set.ts";
import type { Picture } from "../figure/figure.ts";
import { markup } from "../figure/markup.ts";
import { textWidth } from "../svg/text.ts";

/** Options of {@linkcode sampleSheet}. */
export interface SampleSheetOptions {
  /** Maximum number of images of each type. Default 6. */
  readonly count?: number;
}

/** One row: images of one type. */
interface Row {
  readonly title: string;
  readonly set: ImageSet;
  readonly indices: readonly number[];
}

/** Edge of an image in pixels. */
const TILE = 104;
const GAP = 6;
const TITLE = 26;

/**
 * Shows the first images of each type, training images in the first row.
 *
 * @param data Result of `decodeCategory`.
 *
 * @example
 * ```ts
 * import { sampleSheet } from "./sample_sheet.ts";
 * import { decodeCategory, loadCategory } from "../../data/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const category = await loadCategory("data/sample/bottle");
 * const data = await decodeCategory(category, { imageSize: 32, channels: 3 });
 * assertEquals((await sampleSheet(data)).name, "samples");
 * ```
 */
export async function sampleSheet(
  { category, train, test }: CategoryImages,
  { count = 6 }: SampleSheetOptions = {},
): Promise<Picture> {
  const rows = [...rowsOf("train", train, count), ...rowsOf("test", test, count)];
  const columns = Math.max(...rows.map((row) => row.indices.length));
  const titled = rows.map(({ title }) => Math.ceil(textWidth(title)) + 2 * GAP);
  const width = Math.max(columns * (TILE + GAP) + GAP, ...titled);
  const height = rows.length * (TITLE + TILE) + GAP;
  const top = (row: number) => row * (TITLE + TILE) + TITLE;
  const tiles = rows.flatMap(({ set, indices }, row) =>
    indices.map(async (index, column) => ({
      input: await renderImage(set, index),
      left: GAP + column * (TILE + GAP),
      top: top(row),
    }))
  );
  const titles =
    markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="14" fill="#222">${
      rows.map(({ title }, row) => markup`<text x="${GAP}" y="${top(row) - 7}">${title}</text>`)
    }</svg>`;
  return {
    name: "samples",
    caption:
      `The first images of each type of ${category.name}; only images of train are trained on.`,
    // 256 colours: a third of the size, and enough for a sheet that is only looked at.
    png: await sharp({ create: { width, height, channels: 3, background: "white" } })
      .composite([...await Promise.all(tiles), {
        input: Buffer.from(titles.text),
        left: 0,
        top: 0,
      }])
      .png({ palette: true })
      .toBuffer(),
  };
}

function rowsOf(split: string, set: ImageSet, count: number): Row[] {
  const byType = Map.groupBy(set.files.keys(), (index) => set.files[index]!.type);
  return [...byType].map(([type, indices]) => ({
    title: `${split}/${type}: ${indices.length} ${indices.length === 1 ? "image" : "images"}`,
    set,
    indices: indices.slice(0, count),
  }));
}

async function renderImage(set: ImageSet, index: number): Promise<Buffer> {
  const { width, height, channels } = set;
  return await sharp(await set.read([index]), { raw: { width, height, channels } })
    .resize(TILE, TILE).toColourspace("srgb").png().toBuffer();
}

/**
 * A picture of the images at both ends of a ranking, with a detector's results on them.
 *
 * @module
 */
import sharp from "sharp";
import { Buffer } from "node:buffer";
import { InputError } from "../../errors.ts";
import { colourize } from "../figure/colormap.ts";
import { colourRange } from "../figure/colour_range.ts";
import type { Picture } from "../figure/figure.ts";
import { type Markup, markup } from "../figure/markup.ts";
import { endOf, textWidth } from "../svg/text.ts";
import { GAP, renderPanel, tileSize } from "./panel.ts";
import {
  bothEnds,
  formatMapValue,
  hasPanels,
  type ImageResults,
  panelContent,
  panelTitles,
  ranking,
  truthOf,
} from "./results.ts";

/** Options of {@linkcode imageGrid}. */
export interface ImageGridOptions {
  /** Number of images shown from each end of the ranking. Default 4. */
  readonly shown?: number;
}

/** As much of a path as always has room. */
const SHORTEST_PATH = "…train/000.png";

/** Heights and widths in pixels. */
const CAPTION = 26;
const HEADER = 30;
const SCALE_WIDTH = 112;
const SCALE_BAR = 20;

/**
 * Shows the most and the least anomalous images, one per row, with input, map and, where there are
 * any, reconstruction and mask. All maps share one colour scale.
 *
 * @param results The images with their scores, maps, reconstructions and masks.
 * @throws {InputError} If the method has no maps.
 *
 * @example
 * ```ts
 * import { imageGrid } from "./image_grid.ts";
 * import { createDetector } from "../../registry/create.ts";
 * import { decodeCategory, loadCategory } from "../../data/mod.ts";
 * import { scoreImages } from "../../detector/scoring/scoring.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const category = await loadCategory("data/sample/bottle");
 * using detector = await createDetector("daad", category, { imageSize: 32 });
 * const { test: set, masks } = await decodeCategory(category, detector.config);
 * const picture = await imageGrid({ set, masks, ...await scoreImages(detector, set) });
 * assertEquals(picture.name, "images");
 * ```
 */
export async function imageGrid(
  results: ImageResults,
  { shown = 4 }: ImageGridOptions = {},
): Promise<Picture> {
  if (!hasPanels(results)) {
    throw new InputError("image grid: the method gives no error maps to show");
  }
  const { set, scores } = results;
  const order = ranking(scores);
  const rows = bothEnds(order, shown);
  const range = results.range ?? colourRange(results.maps, set.height * set.width);

  const tile = tileSize(set.height);
  const columns = panelTitles(results);
  const rowHeight = tile + CAPTION;
  const facts = rows.map((index) => describe(results, index, order));
  const panelWidth = Math.max(
    columns.length * (tile + GAP) - GAP,
    ...facts.map((text) => Math.ceil(textWidth(text + SHORTEST_PATH))),
  );
  const width = panelWidth + 2 * GAP + SCALE_WIDTH;
  const height = HEADER + rows.length * rowHeight;
  const scaleHeight = rows.length > 1 ? 2 * tile : tile;
  const scaleLeft = panelWidth + 3 * GAP;
  const labelLeft = scaleLeft + SCALE_BAR + 8;

  const svg =
    markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="14" fill="#222">${
      columns.map((title, k) =>
        markup`<text x="${
          GAP + k * (tile + GAP) + tile / 2
        }" y="20" text-anchor="middle" font-weight="bold">${title}</text>`
      )
    }${
      rows.map((index, row) =>
        textAt(
          GAP,
          HEADER + row * rowHeight + tile + 18,
          facts[row]! + endOf(set.files[index]!.path, panelWidth - textWidth(facts[row]!)),
        )
      )
    }${textAt(labelLeft, HEADER + 12, `≥ ${formatMapValue(range.high)}`)}${
      textAt(labelLeft, HEADER + scaleHeight, formatMapValue(range.low))
    }</svg>`;

  const panels = await Promise.all(rows.map(async (index, row) => ({
    input: await renderPanel(await panelContent(results, index), range),
    left: GAP,
    top: HEADER + row * rowHeight,
  })));
  const scale = { input: await renderScale(scaleHeight), left: scaleLeft, top: HEADER };
  const text = { input: Buffer.from(svg.text), left: 0, top: 0 };
  return {
    name: "images",
    caption: caption(rows.length, order.length, columns),
    png: await sharp({ create: { width, height, channels: 3, background: "white" } })
      .composite([...panels, scale, text])
      .png()
      .toBuffer(),
  };
}

function textAt(x: number, y: number, text: string): Markup {
  return markup`<text x="${x}" y="${y}">${text}</text>`;
}

/** What is said of an image before its path, of which only the end is shown if there is little room. */
function describe(results: ImageResults, index: number, order: readonly number[]): string {
  return [
    `rank ${order.indexOf(index) + 1} of ${order.length}`,
    `score ${results.scores[index]!.toPrecision(3)}`,
    truthOf(results, index),
    "",
  ].join("   ");
}

function caption(shown: number, total: number, columns: readonly string[]): string {
  const which = shown === total
    ? `All ${total} images, the most anomalous first`
    : `The ${Math.ceil(shown / 2)} most and the ${Math.floor(shown / 2)} least anomalous of ` +
      `${total} images`;
  return `${which}: ${columns.join(", ")}. Maps have the same colours for the same values, from ` +
    "black (low) to light yellow (high).";
}

/** Renders the colour scale, from high at the top to low at the bottom. */
async function renderScale(height: number): Promise<Buffer> {
  const values = Float32Array.from({ length: height }, (_, y) => 1 - y / (height - 1));
  return await sharp(colourize(values, { low: 0, high: 1 }), {
    raw: { width: 1, height, channels: 3 },
  })
    .resize(SCALE_BAR, height, { fit: "fill", kernel: "nearest" })
    .png()
    .toBuffer();
}

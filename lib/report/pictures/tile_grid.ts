/**
 * A picture of small images in rows and columns.
 *
 * @module
 */
import sharp from "sharp";
import { Buffer } from "node:buffer";
import type { Channels } from "../../data/images/image_set.ts";
import type { Picture } from "../figure/figure.ts";
import { markup } from "../figure/markup.ts";
import { toBytes, toRgb } from "./panel.ts";

/** One square image of a grid. */
export interface Tile {
  /** Edge in pixels. */
  readonly size: number;
  /** Gray or RGB. */
  readonly channels: Channels;
  /** `[size, size, channels]`: bytes, or floats in [−1, 1]. */
  readonly pixels: Uint8Array | Float32Array;
  /** Label below the tile. */
  readonly label?: string;
  /** Frame drawn around a part, in shares of the edge. */
  readonly frame?: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
}

/** Options of {@linkcode tileGrid}. */
export interface TileGridOptions {
  /** Short name, for files. */
  readonly name: string;
  /** What the picture shows and how to read it. */
  readonly caption: string;
  /** Titles above the columns. */
  readonly columns: readonly string[];
  /** Rows with their titles, from the top. */
  readonly rows: readonly { readonly title: string; readonly tiles: readonly Tile[] }[];
}

/** Lengths in pixels. */
const EDGE = 120;
const GAP = 8;
const TEXT = 20;
const FRAME_COLOUR = "#D55E00";

/**
 * Draws images in rows and columns, all enlarged to the same size.
 *
 * @example
 * ```ts
 * import { tileGrid } from "./tile_grid.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const tile = { size: 1, channels: 1, pixels: new Uint8Array([255]) } as const;
 * const rows = [{ title: "white", tiles: [tile] }];
 * const picture = await tileGrid({ name: "t", caption: "White.", columns: ["input"], rows });
 * assertEquals(picture.name, "t");
 * ```
 */
export async function tileGrid(
  { name, caption, columns, rows }: TileGridOptions,
): Promise<Picture> {
  const count = Math.max(columns.length, ...rows.map(({ tiles }) => tiles.length));
  const width = count * (EDGE + GAP) + GAP;
  const rowHeight = TEXT + EDGE + TEXT;
  const height = TEXT + rows.length * rowHeight + GAP;
  const left = (column: number) => GAP + column * (EDGE + GAP);
  const top = (row: number) => TEXT + row * rowHeight + TEXT;
  const svg =
    markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="13" fill="#222">${
      columns.map((title, k) =>
        markup`<text x="${
          left(k) + EDGE / 2
        }" y="15" text-anchor="middle" font-weight="bold">${title}</text>`
      )
    }${
      rows.map(({ title, tiles }, row) => [
        markup`<text x="${GAP}" y="${top(row) - 6}">${title}</text>`,
        ...tiles.map(({ label, frame }, k) => [
          label !== undefined &&
          markup`<text x="${left(k) + EDGE / 2}" y="${
            top(row) + EDGE + 14
          }" text-anchor="middle">${label}</text>`,
          frame &&
          markup`<rect x="${left(k) + frame.left * EDGE}" y="${
            top(row) + frame.top * EDGE
          }" width="${frame.width * EDGE}" height="${
            frame.height * EDGE
          }" fill="none" stroke="${FRAME_COLOUR}" stroke-width="2"/>`,
        ]),
      ])
    }</svg>`;
  const tiles = rows.flatMap(({ tiles }, row) =>
    tiles.map(async (tile, k) => ({ input: await render(tile), left: left(k), top: top(row) }))
  );
  return {
    name,
    caption,
    png: await sharp({ create: { width, height, channels: 3, background: "white" } })
      .composite([...await Promise.all(tiles), { input: Buffer.from(svg.text), left: 0, top: 0 }])
      .png({ palette: true })
      .toBuffer(),
  };
}

async function render({ pixels, size, channels }: Tile): Promise<Buffer> {
  return await sharp(toRgb(toBytes(pixels), channels), {
    raw: { width: size, height: size, channels: 3 },
  }).resize(EDGE, EDGE, { kernel: "nearest" }).png().toBuffer();
}

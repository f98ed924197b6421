/**
 * One image and a detector's results on it, side by side.
 *
 * @module
 */
import sharp from "sharp";
import type { Buffer } from "node:buffer";
import type { Channels } from "../../data/images/image_set.ts";
import { colourize, type ColourRange } from "../figure/colormap.ts";
import { outlineRegions } from "./outline_regions.ts";

/** Contents of a panel. All tiles have `size` × `size` pixels. */
export interface PanelContent {
  readonly size: number;
  readonly channels: Channels;
  /** 8-bit pixels `[size, size, channels]`. */
  readonly input: Uint8Array;
  /** `[size, size, channels]` in [−1, 1]; absent where the method does not reconstruct. */
  readonly reconstruction?: Float32Array;
  /** Per-pixel scores `[size, size]`. */
  readonly map: Float32Array;
  /** 1 = anomalous pixel, `[size, size]`; absent where there is no ground truth. */
  readonly mask?: Uint8Array;
  /** Regions where the map is above this value are outlined on the input. */
  readonly threshold?: number;
}

/** Tiles smaller than this are enlarged by a whole factor. */
const MIN_TILE = 192;
/** Pixels between tiles. */
export const GAP = 6;

/** Edge length of a tile in the panel. */
export function tileSize(size: number): number {
  return size * Math.max(1, Math.ceil(MIN_TILE / size));
}

/**
 * Renders input, map and, where there are any, reconstruction and mask side by side on white.
 *
 * @param range Values of the map that span the colours; the same for all images of a run.
 * @returns A PNG of `tileSize` height.
 */
export async function renderPanel(content: PanelContent, range: ColourRange): Promise<Buffer> {
  const tile = tileSize(content.size);
  const tiles = await Promise.all(
    panelTiles(content, range).map((rgb) => renderTile(rgb, content.size, tile)),
  );
  return await sharp({
    create: {
      width: tiles.length * (tile + GAP) - GAP,
      height: tile,
      channels: 3,
      background: "white",
    },
  })
    .composite(tiles.map((input, i) => ({
      input,
      raw: { width: tile, height: tile, channels: 3 },
      left: i * (tile + GAP),
      top: 0,
    })))
    .png()
    .toBuffer();
}

/** RGB pixels `[size, size, 3]` of each tile, in the order of `panelTitles`. */
export function panelTiles(
  { size, channels, input, reconstruction, map, mask, threshold }: PanelContent,
  range: ColourRange,
): Uint8Array[] {
  const picture = toRgb(input, channels);
  return [
    threshold === undefined ? picture : outlineRegions(picture, map, { size, threshold }),
    ...(reconstruction ? [toRgb(toBytes(reconstruction), channels)] : []),
    colourize(map, range),
    ...(mask ? [toRgb(mask.map((value) => value * 255), 1)] : []),
  ];
}

/** Converts from [−1, 1] to 0 … 255; values outside are clipped, and bytes are returned unchanged. */
export function toBytes(pixels: Uint8Array | Float32Array): Uint8Array {
  if (pixels instanceof Uint8Array) return pixels;
  return Uint8Array.from(
    pixels,
    (value) => Math.round(Math.min(255, Math.max(0, (value + 1) * 127.5))),
  );
}

/** Converts gray pixels to RGB; RGB is returned unchanged. */
export function toRgb(pixels: Uint8Array, channels: Channels): Uint8Array {
  if (channels === 3) return pixels;
  const rgb = new Uint8Array(pixels.length * 3);
  pixels.forEach((value, i) => rgb.fill(value, i * 3, i * 3 + 3));
  return rgb;
}

async function renderTile(rgb: Uint8Array, size: number, tile: number): Promise<Buffer> {
  return await sharp(rgb, { raw: { width: size, height: size, channels: 3 } })
    .resize(tile, tile, { kernel: "nearest" })
    .raw() // encoding and decoding a PNG in between would take most of the time
    .toBuffer();
}

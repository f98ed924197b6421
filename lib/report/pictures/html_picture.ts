/**
 * Small pictures inside a notebook's HTML.
 *
 * @module
 */
import sharp from "sharp";
import { Buffer } from "node:buffer";
import { type Markup, markup } from "../figure/markup.ts";
import { toBytes, toRgb } from "./panel.ts";
import type { Tile } from "./tile_grid.ts";

/** Maximum side of a picture in pixels: the page enlarges it, at no cost in bytes. */
const STORED = 96;

/**
 * Renders a picture above its title, enlarged by the page.
 *
 * @param width Width of both, as CSS; it is inline, as an untrusted notebook may lose its style
 * sheets.
 */
export async function htmlPicture(
  { pixels, size, channels, label = "" }: Tile,
  width = "min(9em,45%)",
): Promise<Markup> {
  const raw = { width: size, height: size, channels: 3 } as const;
  const webp = await sharp(Buffer.from(toRgb(toBytes(pixels), channels)), { raw })
    .resize(STORED, STORED, { withoutEnlargement: true, kernel: "lanczos3" })
    .webp({ quality: 75 }).toBuffer();
  return markup`<figure style="margin:0;width:${width}"><img alt="${label}" src="data:image/webp;base64,${
    webp.toString("base64")
  }" style="display:block;width:100%;aspect-ratio:1;image-rendering:pixelated"><figcaption style="font-size:.85em">${label}</figcaption></figure>`;
}

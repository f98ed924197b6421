/**
 * Small pictures inside a page.
 *
 * @module
 */
import sharp from "sharp";
import type { ColourRange } from "../figure/colormap.ts";
import { panelTiles, toRgb } from "../pictures/panel.ts";
import { hasPanels, type ImageResults, panelContent, panelTitles } from "../pictures/results.ts";

/** Height and width of a thumbnail on the page, in pixels. */
export const THUMBNAIL = 96;
/** Height and width of the stored pictures, which the page can enlarge. */
const STORED = 192;
/** WebP quality, 0 … 100: thumbnails show where a defect is, `heatmaps/` shows every pixel. */
const QUALITY = 60;

/** Titles of the thumbnails, in the order of {@linkcode renderThumbnails}. */
export function thumbnailTitles(results: ImageResults): string[] {
  return hasPanels(results) ? panelTitles(results) : ["input"];
}

/**
 * Renders one image with its reconstruction, map and mask, where there are any.
 *
 * @param range Values of maps that span the colours.
 * @returns Data URLs of WebP pictures.
 */
export async function renderThumbnails(
  results: ImageResults,
  index: number,
  range: ColourRange,
): Promise<string[]> {
  const { set } = results;
  const titles = thumbnailTitles(results);
  const tiles = hasPanels(results)
    ? panelTiles(await panelContent(results, index), range)
    : [toRgb(await set.read([index]), set.channels)];
  return await Promise.all(
    tiles.map((rgb, i) => encode(rgb, set.width, titles[i] === "ground truth")),
  );
}

async function encode(rgb: Uint8Array, size: number, isMask: boolean): Promise<string> {
  const webp = await sharp(rgb, { raw: { width: size, height: size, channels: 3 } })
    .resize({
      width: STORED,
      height: STORED,
      kernel: isMask ? "nearest" : "lanczos3",
      withoutEnlargement: true, // the page does that, at no cost in bytes
    })
    .webp(isMask ? { lossless: true } : { quality: QUALITY, effort: 6 })
    .toBuffer();
  return `data:image/webp;base64,${webp.toString("base64")}`;
}

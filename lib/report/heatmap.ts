/**
 * Heat maps of a run: one picture an image, and an overview.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import sharp from "sharp";
import type { ImageSet } from "../data/image_set.ts";
import { removeIfPresent } from "../files.ts";
import { colourize, type ColourRange } from "./colormap.ts";
import { GAP, renderPanel, tileSize } from "./panel.ts";

/** Results of a run on a set of images. */
export interface HeatmapInput {
  /** Folder to write to. */
  readonly folder: string;
  readonly set: ImageSet;
  /** `[n]` raw scores. */
  readonly scores: Float32Array;
  /** `[n, h, w]` raw per-pixel scores. */
  readonly maps: Float32Array;
  /** `[n, h, w, c]` in [−1, 1]. */
  readonly reconstructions: Float32Array;
  /** `[n, h, w]`, where there is ground truth. */
  readonly masks?: Uint8Array;
}

/** Images at each end of the ranking that the overview shows. */
const SHOWN = 4;
/** Share of pixels whose colour saturates: single pixels do not darken all others. */
const SATURATED = 0.001;
/** Scores that the colour range is estimated from, at most. */
const RANGE_SAMPLES = 1_000_000;
/** Bytes of a path that its picture's name keeps; file systems allow 255 a name. */
const NAME_BYTES = 120;

const encoder = new TextEncoder();

/**
 * Writes `heatmaps/<rank>_<path>.png` for every image, the most anomalous first, and `overview.png`
 * with the most and the least anomalous images.
 *
 * @returns The images' indices by rank.
 */
export async function writeHeatmaps(input: HeatmapInput): Promise<number[]> {
  const { folder, set, scores } = input;
  const order = Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const range = colourRange(input.maps);
  await removeIfPresent(`${folder}/heatmaps`);
  await Deno.mkdir(`${folder}/heatmaps`, { recursive: true });
  const digits = String(order.length).length;
  const panels = new Map<number, Buffer>();
  const shown = new Set([...order.slice(0, SHOWN), ...order.slice(-SHOWN)]);
  for (const [rank, index] of order.entries()) {
    const panel = await renderPanel(contentOf(input, index), range);
    if (shown.has(index)) panels.set(index, panel);
    const name = `${String(rank + 1).padStart(digits, "0")}_${safeName(set.files[index]!.path)}`;
    await Deno.writeFile(`${folder}/heatmaps/${name}.png`, panel);
  }
  const overview = await renderOverview(input, panels, order.filter((i) => shown.has(i)), range);
  await Deno.writeFile(`${folder}/overview.png`, overview);
  return order;
}

/** From the lowest score of a pixel to the one that 0.1 % of the pixels exceed. */
function colourRange(maps: Float32Array): ColourRange {
  const step = Math.max(1, Math.floor(maps.length / RANGE_SAMPLES));
  const sample = maps.filter((_, i) => i % step === 0).sort();
  return {
    low: sample[0] ?? 0,
    high: sample[Math.floor((sample.length - 1) * (1 - SATURATED))] ?? 1,
  };
}

function contentOf({ set, maps, reconstructions, masks }: HeatmapInput, index: number) {
  const { height: size, channels } = set;
  const pixels = size * size;
  const part = <T extends Uint8Array | Float32Array>(values: T, length: number) =>
    values.subarray(index * length, (index + 1) * length) as T;
  return {
    size,
    channels,
    input: part(set.pixels, pixels * channels),
    reconstruction: part(reconstructions, pixels * channels),
    map: part(maps, pixels),
    mask: masks && part(masks, pixels),
  };
}

/** A path as one harmless file name: folders joined by `_`, odd characters replaced. */
function safeName(path: string): string {
  const name = path.replace(/^(\.*\/)+/, "").replace(/\.[^./]+$/, "")
    .replace(/[^\p{L}\p{N}.-]+/gu, "_");
  const characters = [...name].slice(-NAME_BYTES);
  while (encoder.encode(characters.join("")).length > NAME_BYTES) characters.shift();
  return characters.join("");
}

const CAPTION = 26;
const HEADER = 30;
const SCALE_WIDTH = 96;
const COLUMNS = ["input", "reconstruction", "error map", "ground truth"];

async function renderOverview(
  { set, scores, masks }: HeatmapInput,
  panels: ReadonlyMap<number, Buffer>,
  rows: readonly number[],
  range: ColourRange,
): Promise<Buffer> {
  const tile = tileSize(set.height);
  const columns = masks ? 4 : 3;
  const rowHeight = tile + CAPTION;
  const panelWidth = columns * (tile + GAP) - GAP;
  const width = panelWidth + 2 * GAP + SCALE_WIDTH;
  const height = HEADER + rows.length * rowHeight;
  const text: string[] = [];
  const write = (x: number, y: number, content: string, anchor = "start", weight = "normal") =>
    text.push(
      `<text x="${x}" y="${y}" text-anchor="${anchor}" font-weight="${weight}">` +
        `${escapeMarkup(content)}</text>`,
    );
  COLUMNS.slice(0, columns).forEach((title, k) =>
    write(GAP + k * (tile + GAP) + tile / 2, 20, title, "middle", "bold")
  );
  rows.forEach((index, row) => {
    const { path, label, type } = set.files[index]!;
    const rank = row < rows.length / 2 ? row + 1 : scores.length - rows.length + row + 1;
    const truth = label === 0 ? "normal" : `anomalous (${type})`;
    write(
      GAP,
      HEADER + row * rowHeight + tile + 18,
      `rank ${rank} of ${scores.length}   score ${
        scores[index]!.toPrecision(3)
      }   ${truth}   ${path}`,
    );
  });
  const scaleHeight = rows.length > 1 ? 2 * tile : tile;
  const scaleLeft = panelWidth + 3 * GAP;
  write(scaleLeft + 28, HEADER + 12, formatTick(range.high));
  write(scaleLeft + 28, HEADER + scaleHeight, formatTick(range.low));
  const scale = colourize(
    Float32Array.from({ length: scaleHeight }, (_, y) => 1 - y / (scaleHeight - 1)),
    { low: 0, high: 1 },
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `font-family="sans-serif" font-size="14" fill="#222">${text.join("")}</svg>`;
  return await sharp({ create: { width, height, channels: 3, background: "white" } })
    .composite([
      ...rows.map((index, row) => ({
        input: panels.get(index)!,
        left: GAP,
        top: HEADER + row * rowHeight,
      })),
      {
        input: await sharp(scale, { raw: { width: 1, height: scaleHeight, channels: 3 } })
          .resize(20, scaleHeight, { fit: "fill", kernel: "nearest" }).png().toBuffer(),
        left: scaleLeft,
        top: HEADER,
      },
      { input: Buffer.from(svg), left: 0, top: 0 },
    ])
    .png()
    .toBuffer();
}

/** Two digits, short enough for the margin beside the scale. */
function formatTick(value: number): string {
  return Math.abs(value) < 1e-3 ? value.toExponential(1) : value.toPrecision(2);
}

function escapeMarkup(text: string): string {
  return text.replace(/[^\x20-\x7e\u00a0-\ufffd]/g, "\ufffd")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

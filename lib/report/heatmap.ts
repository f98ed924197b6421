/**
 * Heat maps of a run: one picture an image, and an overview.
 *
 * @module
 */
import { removeIfPresent, writeFileDirectly } from "../files.ts";
import { imageGrid } from "./image_grid.ts";
import { renderPanel } from "./panel.ts";
import { bothEnds, colourRange, panelContent, type PanelResults, ranking } from "./results.ts";

/** Results of a run on a set of images. */
export type HeatmapInput = PanelResults & {
  /** Folder to write to. */
  readonly folder: string;
  /**
   * Removes the pictures of an earlier run, and hears of the names of the new ones. Default: removes
   * all of `heatmaps`.
   */
  readonly replace?: (names: readonly string[]) => Promise<void>;
};

/** Bytes of a path that its picture's name keeps; file systems allow 255 a name. */
const NAME_BYTES = 120;

/** Larger sets have pictures of both ends of the ranking only: a test split can have 10,000. */
const MOST_PICTURES = 200;

const encoder = new TextEncoder();

/**
 * Writes `heatmaps/<rank>_<path>.png` for every image (above 200 images for the 100 most and the 100
 * least anomalous), the most anomalous first, and `overview.png` with the most and the least anomalous images.
 *
 * @returns The images' indices by rank.
 */
export async function writeHeatmaps(input: HeatmapInput): Promise<number[]> {
  const { folder, set, scores } = input;
  const order = ranking(scores);
  const range = colourRange(input.maps);
  const pictured = new Set(bothEnds(order, MOST_PICTURES / 2));
  const pictures = [...order.entries()].filter(([, index]) => pictured.has(index))
    .map(([rank, index]) => ({
      index,
      name: heatmapName(set.files[index]!.path, rank + 1, order.length),
    }));
  await (input.replace?.(pictures.map(({ name }) => name)) ??
    removeIfPresent(`${folder}/heatmaps`));
  await Deno.mkdir(`${folder}/heatmaps`, { recursive: true });
  for (const { index, name } of pictures) {
    const panel = await renderPanel(await panelContent(input, index), range);
    await writeFileDirectly(`${folder}/heatmaps/${name}`, panel);
  }
  await writeFileDirectly(`${folder}/overview.png`, (await imageGrid(input)).png);
  return order;
}

/** Name of the picture of an image, by its place among all, 1 = the most anomalous. */
export function heatmapName(path: string, rank: number, count: number): string {
  return `${String(rank).padStart(String(count).length, "0")}_${safeName(path)}.png`;
}

/** A path as one harmless file name: folders joined by `_`, odd characters replaced. */
function safeName(path: string): string {
  const name = path.replace(/^(\.*\/)+/, "").replace(/\.[^./]+$/, "")
    .replace(/[^\p{L}\p{N}.-]+/gu, "_");
  const characters = [...name].slice(-NAME_BYTES);
  while (encoder.encode(characters.join("")).length > NAME_BYTES) characters.shift();
  return characters.join("");
}

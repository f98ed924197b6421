/**
 * Heat maps of a run: one picture per image, and an overview.
 *
 * @module
 */
import { writeFileDirectly } from "../../files.ts";
import { colourRange } from "../figure/colour_range.ts";
import { imageGrid } from "./image_grid.ts";
import { PICTURES_PER_END } from "./kept_ends.ts";
import { renderPanel } from "./panel.ts";
import { bothEnds, panelContent, type PanelResults, ranking } from "./results.ts";

/** Results of a run on a set of images. */
export type HeatmapInput = PanelResults & {
  /** Folder to write to. */
  readonly folder: string;
  /** Removes the pictures of an earlier run; it gets the names of the new ones. */
  readonly replace: (names: readonly string[]) => Promise<void>;
};

/** Maximum number of bytes of a path in its picture's name; file systems allow 255 per name. */
const NAME_BYTES = 120;

const encoder = new TextEncoder();

/**
 * Writes `heatmaps/<rank>_<path>.png` for every image, the most anomalous first, and `overview.png`
 * with the most and the least anomalous images. Above 200 images, only the 100 most and the 100 least
 * anomalous get a picture.
 *
 * @returns The images' indices by rank.
 */
export async function writeHeatmaps(input: HeatmapInput): Promise<number[]> {
  const { folder, set, scores } = input;
  const order = ranking(scores);
  const range = input.range ?? colourRange(input.maps, set.height * set.width);
  const pictured = new Set(bothEnds(order, PICTURES_PER_END));
  const pictures = [...order.entries()].filter(([, index]) => pictured.has(index))
    .map(([rank, index]) => ({
      index,
      name: heatmapName(set.files[index]!.path, rank + 1, order.length),
    }));
  await input.replace(pictures.map(({ name }) => name));
  await Deno.mkdir(`${folder}/heatmaps`, { recursive: true });
  for (const { index, name } of pictures) {
    const panel = await renderPanel(await panelContent(input, index), range);
    await writeFileDirectly(`${folder}/heatmaps/${name}`, panel);
  }
  await writeFileDirectly(`${folder}/overview.png`, (await imageGrid(input)).png);
  return order;
}

/** Name of an image's picture, which starts with its rank; 1 = the most anomalous. */
export function heatmapName(path: string, rank: number, count: number): string {
  return `${String(rank).padStart(String(count).length, "0")}_${safeName(path)}.png`;
}

/** Turns a path into one safe file name: `_` joins folders and replaces unusual characters. */
function safeName(path: string): string {
  const name = path.replace(/^(\.*\/)+/, "").replace(/\.[^./]+$/, "")
    .replace(/[^\p{L}\p{N}.-]+/gu, "_");
  const characters = [...name].slice(-NAME_BYTES);
  while (encoder.encode(characters.join("")).length > NAME_BYTES) characters.shift();
  return characters.join("");
}

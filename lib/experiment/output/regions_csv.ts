/**
 * `regions.csv`: one line per region above the pixel threshold.
 *
 * @module
 */
import { stringify } from "csv-stringify/sync";
import { append } from "../../append.ts";
import { readSize } from "../../data/mod.ts";
import type { Crop } from "../../detector/contract/detector.ts";
import { middleOf } from "../../detector/define/crop.ts";
import { removeIfPresent, writeFileAtomically } from "../../files.ts";
import { findRegions, type Region, scaleRegion } from "../../metrics/mod.ts";
import type { ImageResults } from "../../report/pictures/results.ts";

const COLUMNS = ["path", "x", "y", "width", "height", "area", "peak"] as const;

/**
 * Writes the regions of all maps, in pixels of the image files; where there are no maps or no
 * threshold, it removes those of an earlier scoring.
 *
 * @param results Results of the images, in the order of their lines.
 * @param options.mapped The part of the images that the maps cover. Default: the whole.
 * @param options.sizeOf Returns the size of an image as stored, `width×height`. Default: opens its
 * path.
 * @returns The number of regions; `undefined` where no file was written.
 */
export async function writeRegions(
  path: string,
  results: ImageResults,
  { mapped, sizeOf }: { mapped?: Crop; sizeOf?: (path: string) => Promise<string> } = {},
): Promise<number | undefined> {
  const { set, maps, pixelThreshold: threshold } = results;
  if (!maps || threshold === undefined) {
    await removeIfPresent(path);
    return undefined;
  }
  const pixels = set.height * set.width;
  const rows: (Region & { path: string })[] = [];
  for (const [i, { path }] of set.files.entries()) {
    const regions = results.regions?.[i] ??
      await regionsOf(path, maps.subarray(i * pixels, (i + 1) * pixels), {
        ...{ height: set.height, width: set.width, threshold, mapped, sizeOf },
      });
    append(rows, regions.map((region) => ({ path, ...region })));
  }
  await writeFileAtomically(path, stringify(rows, { header: true, columns: [...COLUMNS] }));
  return rows.length;
}

/** Finds the regions of one image's map `[height, width]`, in pixels of its file. */
export async function regionsOf(
  path: string,
  whole: Float32Array,
  { height, width, threshold, mapped, sizeOf = readSize }: {
    height: number;
    width: number;
    threshold: number;
    mapped?: Crop;
    sizeOf?: (path: string) => Promise<string>;
  },
): Promise<Region[]> {
  const map = mapped ? middleOf(whole, mapped) : whole;
  const regions = findRegions(map, { height, width, threshold });
  if (regions.length === 0) return [];
  const [across, down] = (await sizeOf(path)).split("×").map(Number);
  const image = { width: across!, height: down! };
  return regions.map((region) => scaleRegion(region, { height, width }, image));
}

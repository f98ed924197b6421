/**
 * Writes `regions.csv` of a training's test images.
 *
 * @module
 */
import { type CategoryImages, type ImageSet, subset } from "../../data/mod.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import { mapPeaks } from "../../detector/scoring/score_training.ts";
import { scoreImages, type ScoringOptions } from "../../detector/scoring/scoring.ts";
import type { Region } from "../../metrics/mod.ts";
import type { ImageResults } from "../../report/pictures/results.ts";
import { writeRegions } from "./regions_csv.ts";

/**
 * Writes the regions above the pixel threshold, which is known only after the test images have been
 * scored. Images scored in tiles, whose whole maps are not kept, are scored again where something is
 * above it.
 *
 * @param results Results on the test images, with the threshold.
 */
export async function writeTestRegions(
  path: string,
  detector: Detector,
  { category, test }: Pick<CategoryImages, "category" | "test">,
  results: Omit<ImageResults, "set">,
  options: ScoringOptions = {},
): Promise<void> {
  const { maps, pixelThreshold } = results;
  const regions = test.tiling && maps && pixelThreshold !== undefined
    ? await scoreAgain(detector, test, maps, { ...options, regionsAbove: pixelThreshold })
    : undefined;
  await writeRegions(path, { set: test, ...results, regions }, {
    mapped: detector.mapped,
    sizeOf: (file) => category.source.size(file),
  });
}

async function scoreAgain(
  detector: Detector,
  set: ImageSet,
  maps: Float32Array,
  options: ScoringOptions & { readonly regionsAbove: number },
): Promise<Region[][]> {
  const peaks = mapPeaks(maps, set.files.length);
  const above = peaks.flatMap((peak, i) => peak > options.regionsAbove ? [i] : []);
  const regions: Region[][] = set.files.map(() => []);
  const found = await scoreImages(detector, subset(set, above), options);
  above.forEach((index, k) => regions[index] = [...found.regions![k]!]);
  return regions;
}

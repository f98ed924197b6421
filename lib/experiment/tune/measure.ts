/**
 * Measures how well a detector separates damaged from normal images.
 *
 * @module
 */
import type { ImageSet } from "../../data/mod.ts";
import type { Detector } from "../../detector/detector.ts";
import { pixelAuroc, rankPixels } from "../../metrics/mod.ts";
import { separation } from "../../metrics/separation.ts";
import type { ProgressOptions } from "../../train/progress.ts";
import { type ScoredImages, scoreImages } from "../../detector/scoring/scoring.ts";
import { insideOf } from "../evaluate.ts";
import type { DamagedSet } from "./damaged_sets.ts";
import { type FreeStatistic, freeStatistics } from "./statistics.ts";
import { byVariants, type FittedVariants } from "./variants.ts";
import type { KindMeasure } from "./trial_record.ts";

/**
 * Scores normal images once and damaged ones kind by kind, and measures each kind.
 *
 * @param options.variants Calibrations to measure too, the first as the statistic `calibrated`.
 * @throws {InputError} If a score is not finite.
 * @throws {StoppedError} If `signal` is aborted.
 */
export async function measureKinds(
  detector: Detector,
  normal: ImageSet,
  damaged: readonly DamagedSet[],
  { variants = new Map(), ...rest }: ProgressOptions & { readonly variants?: FittedVariants } = {},
): Promise<KindMeasure[]> {
  const options = { ...rest, keepErrors: variants.size > 0 };
  const reference = await scoreImages(detector, normal, options);
  const calibratedReference = await byVariants(variants, reference);
  const statistics = freeStatistics(detector);
  const measures: KindMeasure[] = [];
  for (const { kind, set, masks } of damaged) {
    const scored = await scoreImages(detector, set, options);
    const image = Object.fromEntries(statistics.map((name) => [
      name,
      separation(scoresBy(name, reference), scoresBy(name, scored)),
    ]));
    const pixel = measurePixels(detector, reference, scored, masks, normal);
    const calibrated = await byVariants(variants, scored);
    const measured = [...calibrated].map(([name, by]) => {
      const before = calibratedReference.get(name)!;
      const image = separation(before.scores, by.scores);
      return [name, { image, pixel: measurePixels(detector, before, by, masks, normal) }] as const;
    });
    const [first] = measured;
    measures.push({
      ...{ kind, images: set.files.length },
      image: { ...image, ...(first && { calibrated: first[1].image }) },
      ...(pixel !== undefined && { pixel }),
      ...(first && { variants: Object.fromEntries(measured) }),
    });
  }
  return measures;
}

function scoresBy(name: FreeStatistic, scored: ScoredImages): ArrayLike<number> {
  return name === "own" ? scored.scores : scored.statistics![name];
}

function measurePixels(
  { mapped }: Detector,
  normal: ScoredImages,
  damaged: ScoredImages,
  damagedMasks: Uint8Array | undefined,
  { height, width }: ImageSet,
): number | undefined {
  if (!normal.maps || !damaged.maps || !damagedMasks) return undefined;
  const maps = new Float32Array(normal.maps.length + damaged.maps.length);
  maps.set(normal.maps);
  maps.set(damaged.maps, normal.maps.length);
  const masks = new Uint8Array(maps.length);
  masks.set(damagedMasks, normal.maps.length);
  const pixels = insideOf({ maps, masks, height, width }, mapped);
  // All defects may lie outside the mapped area.
  if (!pixels.masks.includes(1) || pixels.maps.every((value) => value === pixels.maps[0])) {
    return undefined;
  }
  return pixelAuroc(rankPixels(pixels));
}

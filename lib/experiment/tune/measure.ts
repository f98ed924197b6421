/**
 * Measures how well a detector separates damaged from normal images.
 *
 * @module
 */
import type { ImageSet } from "../../data/mod.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import { cropMaps } from "../../detector/define/crop.ts";
import { type ScoredImages, scoreImages } from "../../detector/scoring/scoring.ts";
import { separation } from "../../metrics/images/separation.ts";
import { PixelReference } from "../../metrics/mod.ts";
import type { ProgressOptions } from "../../train/progress.ts";
import type { DamagedSet } from "./damaged_sets.ts";
import { type FreeStatistic, freeStatistics } from "./statistics.ts";
import type { KindMeasure } from "./trial_record.ts";
import { byVariants, type FittedVariants } from "./variants.ts";

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
  const pixels = referenceOf(detector, reference);
  const calibratedReference = new Map(
    [...await byVariants(variants, reference)].map(([name, by]) =>
      [name, { scores: by.scores, pixels: referenceOf(detector, by) }] as const
    ),
  );
  const statistics = freeStatistics(detector);
  const measures: KindMeasure[] = [];
  for (const { kind, set, masks } of damaged) {
    const scored = await scoreImages(detector, set, options);
    const image = Object.fromEntries(statistics.map((name) => [
      name,
      separation(scoresBy(name, reference), scoresBy(name, scored)),
    ]));
    const inside = masks && cropMaps(masks, detector.mapped);
    const pixelsAgainst = (reference: PixelReference | undefined, { maps }: ScoredImages) =>
      inside && maps && reference?.auroc(cropMaps(maps, detector.mapped), inside);
    const pixel = pixelsAgainst(pixels, scored);
    const calibrated = await byVariants(variants, scored);
    const measured = [...calibrated].map(([name, by]) => {
      const before = calibratedReference.get(name)!;
      const image = separation(before.scores, by.scores);
      return [name, { image, pixel: pixelsAgainst(before.pixels, by) }] as const;
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

/** Pixels of the normal images, or none where a method has no maps. */
function referenceOf(
  { mapped }: Detector,
  { maps }: ScoredImages,
): PixelReference | undefined {
  return maps && new PixelReference(cropMaps(maps, mapped));
}

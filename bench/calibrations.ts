/**
 * Which errors should a calibration be made from? Compares ways on one trained DAAD:
 *
 * - `training`: the errors on the images that it was trained on, as models are calibrated;
 * - `folds`: the errors on images held out by two folds, from two further trainings;
 * - `displacement`, `displacement, folds`: likewise, each error divided by how rough the image is
 *   around it.
 *
 * For each: the AUROC of images and pixels on synthetic defects of held-out training images, by which a
 * way would be chosen, then the image AUROC on the official test images, and the share of normal images
 * above the 95 % quantile of the images that the calibration was made from: held-out training images,
 * and the official normal test images.
 *
 *     deno run -A bench/calibrations.ts FOLDER_OF_MVTEC_AD bottle grid
 *
 * Each category is written as it ends; those of earlier runs stay.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { useBackend } from "../lib/backend/backend.ts";
import { type Dataset, type ImageFile, type ImageSet, openDataset } from "../lib/data/mod.ts";
import type { Calibration } from "../lib/detector/calibration/calibration.ts";
import type { ErrorSample } from "../lib/detector/calibration/errors.ts";
import { calibrateErrors, fitCalibration } from "../lib/detector/calibration/fit.ts";
import {
  type CalibrationOptions,
  defaultCalibration,
} from "../lib/detector/calibration/options.ts";
import type { Detector } from "../lib/detector/contract/detector.ts";
import { scoreImages } from "../lib/detector/scoring/scoring.ts";
import { backendFacts, codeVersion } from "../lib/experiment/provenance/environment.ts";
import { DEFAULT } from "../lib/experiment/tune/candidates.ts";
import { damageImages } from "../lib/experiment/tune/damaged_sets.ts";
import { prepareTuning } from "../lib/experiment/tune/setup.ts";
import { listTrials } from "../lib/experiment/tune/trials.ts";
import { writeFileAtomically } from "../lib/files.ts";
import { separation } from "../lib/metrics/images/separation.ts";
import { pixelAuroc, quantileThreshold, rankPixels } from "../lib/metrics/mod.ts";
import { average } from "../lib/metrics/statistics/average.ts";
import { createDetector } from "../lib/registry/create.ts";
import { orEnd } from "./bad_input.ts";
import { type Row, USUAL, wayGains } from "./calibration_gains.ts";
import { type Origin, readRows, replaceRows } from "./calibration_rows.ts";

const METHOD = "daad";
const IMAGE_SIZE = 128;
const SETTINGS = { method: METHOD, imageSize: IMAGE_SIZE };
const PROFILE = {
  about: "three tenths of the epochs",
  rounds: [{ share: 0.3, folds: [0] as const, images: 1000 }],
};
const RESULTS = "bench/results/calibrations.json";

const [root, ...categories] = Deno.args;
if (root === undefined || categories.length === 0) {
  console.error("error: name a folder of MVTec AD and categories in it");
  Deno.exit(2);
}
// A name that is wrong is noticed before hours of training.
const datasets = await orEnd(() =>
  Promise.all(categories.map((category) => openDataset({ data: `${root}/${category}` })))
);
let rows = await orEnd(() => readRows(RESULTS, SETTINGS));
const { description } = backendFacts(await useBackend());
const origin: Origin = { code: codeVersion(), backend: description };
for (const dataset of datasets) {
  const own = await ofCategory(dataset);
  console.log(format(own));
  rows = replaceRows(rows, own.map((row) => ({ ...row, ...origin })));
  const text = JSON.stringify({ ...SETTINGS, gains: wayGains(rows), rows }, null, 2);
  await writeFileAtomically(RESULTS, text + "\n");
}
console.log(wayGains(rows));

async function ofCategory(dataset: Dataset): Promise<Row[]> {
  const setup = await prepareTuning(dataset, {
    ...{ method: METHOD, profile: PROFILE, imageSize: IMAGE_SIZE, seed: 0 },
    candidates: [{ name: DEFAULT, config: {} }],
  });
  const [trial] = await listTrials(setup, 1, setup.candidates);
  const { fit, heldOut } = trial!.images;
  const decode = (files: readonly ImageFile[], { config }: Detector) =>
    dataset.source.decode(files, { size: IMAGE_SIZE, channels: config.channels });
  const train = async (files: readonly ImageFile[]): Promise<Detector> => {
    const detector = await createDetector(METHOD, { ...dataset, train: files }, {
      ...{ config: trial!.overrides, imageSize: IMAGE_SIZE, seed: 0 },
    });
    await detector.fit(await decode(files, detector), { seed: 0 });
    return detector;
  };

  using detector = await train(fit);
  const own = await errorsOn(detector, await decode(fit, detector));
  const parts = [0, 1].map((part) => fit.filter((_, i) => i % 2 === part));
  const folds: ErrorSample[] = [];
  for (const [part, files] of parts.entries()) {
    using other = await train(parts[1 - part]!);
    folds.push(await errorsOn(other, await decode(files, other)));
  }
  const normal = await decode(heldOut, detector);
  const damaged = await damageImages(normal, { kinds: setup.kinds, seed: 0, fold: 0 });
  const test = await decode(dataset.test, detector);
  const scored = {
    normal: await errorsOn(detector, normal),
    damaged: await Promise.all(damaged.map(({ set }) => errorsOn(detector, set))),
    test: await errorsOn(detector, test),
  };
  const held = joined(folds);
  const ways: Record<string, [ErrorSample, CalibrationOptions["error"]]> = {
    [USUAL]: [own, "square"],
    folds: [held, "square"],
    displacement: [own, "displacement"],
    "displacement, folds": [held, "displacement"],
  };
  const rows: Row[] = [];
  for (const [way, [sample, error]] of Object.entries(ways)) {
    const options = { ...defaultCalibration(IMAGE_SIZE), error };
    using calibration = await fitCalibration(sample, { options, of: "pixels" });
    const by = (errors: ErrorSample) => calibrateErrors(calibration, errors);
    const [before, tested] = [await by(scored.normal), await by(scored.test)];
    const kinds = await Promise.all(scored.damaged.map(async (errors, k) => {
      const after = await by(errors);
      const image = separation(before.scores, after.scores);
      const masks = damaged[k]!.masks!;
      return { image, pixel: pixelsOf(before.maps, after.maps, masks, normal) };
    }));
    const isNormal = (i: number) => dataset.test[i]!.label === 0;
    const normals = tested.scores.filter((_, i) => isNormal(i));
    const threshold = await quantile(calibration, sample);
    const above = (scores: Float32Array) => ({
      above: scores.filter((score) => score > threshold).length,
      of: scores.length,
    });
    rows.push({
      ...{ category: dataset.name, way },
      synthetic: {
        image: average(kinds.map(({ image }) => image)),
        pixel: average(kinds.map(({ pixel }) => pixel)),
      },
      official: separation(normals, tested.scores.filter((_, i) => !isNormal(i))),
      falseAlarms: { heldOut: above(before.scores), official: above(normals) },
    });
  }
  return rows;
}

async function errorsOn(detector: Detector, set: ImageSet): Promise<ErrorSample> {
  return (await scoreImages(detector, set, { keepErrors: true })).errors!;
}

function joined(samples: readonly ErrorSample[]): ErrorSample {
  const concat = (parts: readonly Float32Array[]) =>
    Float32Array.from(parts.flatMap((part) => [...part]));
  return {
    size: samples[0]!.size,
    maps: concat(samples.map(({ maps }) => maps)),
    roughness: concat(samples.map(({ roughness }) => roughness)),
    logGradients: concat(samples.map(({ logGradients }) => logGradients)),
  };
}

function pixelsOf(
  normal: Float32Array,
  damaged: Float32Array,
  defects: Uint8Array,
  { height, width }: ImageSet,
): number {
  const maps = new Float32Array(normal.length + damaged.length);
  maps.set(normal);
  maps.set(damaged, normal.length);
  const masks = new Uint8Array(maps.length);
  masks.set(defects, normal.length);
  return pixelAuroc(rankPixels({ maps, masks, height, width }));
}

async function quantile(calibration: Calibration, sample: ErrorSample): Promise<number> {
  const { scores } = await calibrateErrors(calibration, sample);
  return quantileThreshold(scores, 0.95);
}

function format(rows: readonly Row[]): string {
  const percent = (share: number) => (100 * share).toFixed(1);
  return [
    "| category | errors | synthetic: image | pixel | official | held-out alarms | official alarms |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows.map(({ category, way, synthetic, official, falseAlarms }) => {
      const alarms = ({ above, of }: { above: number; of: number }) => `${above} of ${of}`;
      return `| ${category} | ${way} | ${percent(synthetic.image)} | ${
        percent(synthetic.pixel)
      } | ` +
        `${percent(official)} | ${alarms(falseAlarms.heldOut)} | ${alarms(falseAlarms.official)} |`;
    }),
  ].join("\n");
}

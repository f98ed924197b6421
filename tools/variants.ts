/**
 * Measures every variant of the calibration on the real test images of finished runs, without
 * training again:
 *
 *     deno run -A tools/variants.ts --data MVTEC RUN …
 *
 * Writes `variants.json` into each run's folder, where `tools/tuning.ts` finds it.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { Command } from "commander";
import { useBackend } from "../lib/backend/backend.ts";
import {
  type CategoryImages,
  decodeCategory,
  fingerprint,
  hashContents,
  openDataset,
  pixelLabelled,
} from "../lib/data/mod.ts";
import { type ScoredImages, scoreImages } from "../lib/detector/scoring/scoring.ts";
import { InputError } from "../lib/errors.ts";
import { insideOf } from "../lib/experiment/evaluate/evaluate.ts";
import { byVariants, fitVariants } from "../lib/experiment/tune/variants.ts";
import { writeFileAtomically } from "../lib/files.ts";
import { auroc, pixelAuroc, pro, rankPixels } from "../lib/metrics/mod.ts";
import { readRecord } from "../lib/record/run/record_file.ts";
import { loadDetector } from "../lib/registry/storage.ts";
import { type RunVariants, type ScoreMeasure, VARIANTS_FILE } from "./kept/variants_file.ts";

if (import.meta.main) {
  const command = new Command("variants")
    .requiredOption("--data <dir>", "folder of MVTec AD")
    .argument("<run...>", "folders of finished runs")
    .parse(Deno.args, { from: "user" });
  await useBackend();
  const { data } = command.opts<{ data: string }>();
  for (const folder of command.args) {
    const found = await measureVariants(data, folder);
    await writeFileAtomically(`${folder}/${VARIANTS_FILE}`, JSON.stringify(found, null, 2) + "\n");
    const told = Object.entries({ own: found.own, ...found.variants })
      .map(([name, { image }]) => `${name} ${(100 * image).toFixed(1)}`);
    console.log(`${found.method} ${found.category} seed ${found.seed}: ${told.join(", ")}`);
  }
}

async function measureVariants(root: string, folder: string): Promise<RunVariants> {
  const record = await readRecord(`${folder}/record.json`);
  const { method, category, seed, configHash } = record;
  using detector = await loadDetector(folder);
  const dataset = await openDataset({ data: `${root}/${category}` });
  const print = fingerprint(dataset, await hashContents(dataset));
  const { train, test } = dataset;
  const { trainingImages, testNormal, testAnomalous } = record.data;
  const whole = train.length === trainingImages && test.length === testNormal + testAnomalous;
  if (print !== record.data.fingerprint || !whole) {
    throw new InputError(`${root}/${category}: not the images of ${folder}; name theirs by --data`);
  }
  const data = await decodeCategory(dataset, { ...detector.config, seed });
  const variants = await fitVariants(detector, data.train);
  const scored = await scoreImages(detector, data.test, { keepErrors: true });
  const calibrated = await byVariants(variants, scored).finally(() => {
    for (const calibration of variants.values()) calibration[Symbol.dispose]();
  });
  const optionsOf = (name: string) => variants.get(name)!.facts.options;
  const measure = (by: ScoredImages) => measureScored(data, by, detector.mapped);
  return {
    ...{ method, category, seed, configHash },
    own: measure(scored),
    variants: Object.fromEntries(
      [...calibrated].map(([name, by]) => [name, { options: optionsOf(name), ...measure(by) }]),
    ),
  };
}

function measureScored(
  { test: { files, height, width }, masks }: CategoryImages,
  { scores, maps }: ScoredImages,
  mapped: Parameters<typeof insideOf>[1],
): ScoreMeasure {
  const image = auroc(scores, files.map(({ label }) => label));
  const every = masks && pixelLabelled(files, masks).length === files.length;
  if (!masks || !maps || !every) return { image };
  const pixels = insideOf({ maps, masks, height, width }, mapped);
  return { image, pixel: pixelAuroc(rankPixels(pixels)), pro: pro(rankPixels(pixels)) };
}

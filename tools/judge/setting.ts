/**
 * Which runs are seeds and categories of one setting.
 *
 * @module
 */
import { officialImages } from "../../lib/data/mod.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import { defaultEpochs } from "../../lib/record/table/entry.ts";
import { runTitle } from "../../lib/registry/naming.ts";

/**
 * Sorts runs into groups that differ in category and seed only, in default epochs, which follow from
 * these, and in as many training images as a category has of those that all were limited to.
 */
export function bySetting(records: readonly RunRecord[]): RunRecord[][] {
  return [...Map.groupBy(records, settingOf).values()].flatMap((runs) =>
    haveOneLimit(runs) ? [runs] : [...Map.groupBy(runs, imagesOf).values()]
  );
}

function settingOf(run: RunRecord): string {
  const { dataset, protocol, config } = run;
  const byDefault = run.tuned !== undefined || defaultEpochs(run) === config.epochs;
  const epochs = byDefault ? "default" : run.epochs;
  return JSON.stringify([dataset, protocol, runTitle(run), config.imageSize, epochs]);
}

/** MVTec AD is never limited; its copies may lack images. */
function haveOneLimit(runs: readonly RunRecord[]): boolean {
  const limit = Math.max(...runs.map(imagesOf));
  return runs.every((run) => {
    const { dataset, protocol, category } = run;
    const official = officialImages(dataset, category, protocol);
    return dataset === "mvtec" || imagesOf(run) === Math.min(limit, official?.train ?? limit);
  });
}

function imagesOf({ data }: RunRecord): number {
  return data.trainingImages;
}

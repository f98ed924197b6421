/**
 * Finds the run of a cell among kept records, whose folders have hand-made names.
 *
 * @module
 */
import { officialImages } from "../../data/mod.ts";
import { resolveCalibration, sortedOptions } from "../../detector/calibration/options.ts";
import type { RunRecord } from "../../record/run/record.ts";
import type { StoredRecord } from "../../record/table/read.ts";
import { cellConfigHash } from "../plan/cell_config.ts";
import type { Cell } from "../plan/cells.ts";
import type { Plan } from "../plan/plan.ts";

/**
 * Finds the first record with the same method, configuration, seed, arithmetic and number of images.
 *
 * @param records The project's records.
 * @param precision Arithmetic of the cell.
 */
export async function keptRun(
  records: readonly StoredRecord[],
  { dataset, protocol }: Plan,
  cell: Cell,
  precision: string,
): Promise<StoredRecord | undefined> {
  for (const stored of records) {
    const { record } = stored;
    const same = record.dataset === dataset && record.protocol === protocol &&
      record.method === cell.method && record.category === cell.category &&
      record.seed === cell.seed && record.backend.precision === precision &&
      record.tuned === cell.tuned;
    if (!same || !sameImages(record, cell) || !sameCalibration(record, cell)) continue;
    if (await cellConfigHash(cell, record) === record.configHash) return stored;
  }
  return undefined;
}

/**
 * Whether as many images were used: those of the limits or, where a class has fewer or there is none,
 * all of the official set.
 */
function sameImages({ dataset, category, protocol, data }: RunRecord, { choice }: Cell): boolean {
  const tested = data.testNormal + data.testAnomalous;
  const official = officialImages(dataset, category, protocol);
  const { trainImages = Infinity, testImages = Infinity } = choice;
  const train = Math.min(trainImages, official?.train ?? Infinity);
  const test = Math.min(testImages, official?.test ?? Infinity);
  return data.trainingImages === train && tested === test;
}

/** Whether a calibration that was chosen for the cell is the record's. */
function sameCalibration(
  { calibration: own }: RunRecord,
  { calibration, imageSize }: Cell,
): boolean {
  if (!calibration) return true;
  const wanted = resolveCalibration(calibration.fields, imageSize, calibration.source);
  if (own === undefined || !("options" in own)) return false;
  return JSON.stringify(sortedOptions(wanted)) === JSON.stringify(sortedOptions(own.options));
}

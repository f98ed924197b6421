/**
 * Finds the run of a cell among kept records, whose folders have hand-made names.
 *
 * @module
 */
import { findMethod } from "../../registry/registry.ts";
import type { Cell } from "../plan/cells.ts";
import type { Plan } from "../plan/plan.ts";
import { configHash, type RunRecord } from "../../record/record.ts";
import type { StoredRecord } from "../../record/table/read.ts";

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
    if (same && sameImages(record, cell) && await hashOf(cell, record) === record.configHash) {
      return stored;
    }
  }
  return undefined;
}

/**
 * Whether the same number of images was used. Without a limit, only the official MVTec AD is known to
 * be complete.
 */
function sameImages({ dataset, data }: RunRecord, { choice }: Cell): boolean {
  const { trainImages, testImages } = choice;
  const tested = data.testNormal + data.testAnomalous;
  const whole = dataset === "mvtec" && data.partial === undefined;
  return (trainImages === undefined ? whole : data.trainingImages === trainImages) &&
    (testImages === undefined || tested === testImages);
}

/** Hash of the configuration that the cell would have on the images of the record. */
async function hashOf(cell: Cell, { config, data }: RunRecord): Promise<string> {
  const facts = {
    imageSize: cell.imageSize,
    channels: config.channels === 1 ? 1 as const : 3 as const,
    trainingImages: data.trainingImages,
  };
  return await configHash({ ...findMethod(cell.method).resolve(cell.overrides, facts, cell.id) });
}

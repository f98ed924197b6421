/**
 * The configuration that a cell has on given images.
 *
 * @module
 */
import type { DatasetFacts } from "../../detector/contract/detector.ts";
import { configHash } from "../../record/run/config_hash.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { findMethod } from "../../registry/registry.ts";
import type { Cell } from "./cells.ts";
import { withEpochs } from "./epochs.ts";

/**
 * Fields of the configuration that differ from the method's defaults, with the number of epochs where
 * it is a multiple of the method's own.
 */
export function cellOverrides(
  { id, method, overrides, epochsTimes }: Cell,
  facts: DatasetFacts,
): Readonly<Record<string, unknown>> {
  if (epochsTimes === undefined) return overrides;
  return withEpochs(overrides, { method, facts, times: epochsTimes, source: `plan ${id}` });
}

/**
 * Hash of a cell's configuration on the images of a record. The record is of the cell's settings if
 * its own is equal.
 */
export async function cellConfigHash(
  cell: Cell,
  { config, data }: Pick<RunRecord, "config" | "data">,
): Promise<string> {
  const facts = {
    imageSize: cell.imageSize,
    channels: config.channels === 1 ? 1 as const : 3 as const,
    trainingImages: data.trainingImages,
  };
  return await configHash({
    ...findMethod(cell.method).resolve(cellOverrides(cell, facts), facts, cell.id),
  });
}

/**
 * The configuration that a cell would have on the images of a record.
 *
 * @module
 */
import { configHash } from "../../record/config_hash.ts";
import type { RunRecord } from "../../record/record.ts";
import { findMethod } from "../../registry/registry.ts";
import type { Cell } from "./cells.ts";

/** Hash of this configuration; the record is of the cell's settings if its own is equal. */
export async function cellConfigHash(
  { method, imageSize, overrides, id }: Cell,
  { config, data }: Pick<RunRecord, "config" | "data">,
): Promise<string> {
  const facts = {
    imageSize,
    channels: config.channels === 1 ? 1 as const : 3 as const,
    trainingImages: data.trainingImages,
  };
  return await configHash({ ...findMethod(method).resolve(overrides, facts, id) });
}

/**
 * The fields of a configuration that are not the defaults.
 *
 * @module
 */
import { flatten } from "../../lib/record/table/flatten.ts";
import { findMethod } from "../../lib/registry/registry.ts";

/** Lists them by path, without the number of epochs, given what the defaults depend on. */
export function changedFields(
  method: string,
  config: Readonly<Record<string, unknown>>,
  trainingImages: number,
): [string, string][] {
  const { imageSize, channels } = config as { imageSize: number; channels: 1 | 3 };
  const facts = { imageSize, channels, trainingImages };
  const defaults = new Map(flatten({ ...findMethod(method).resolve({}, facts, method) }));
  return flatten(config)
    .filter(([name, value]) => name !== "epochs" && defaults.get(name) !== value);
}

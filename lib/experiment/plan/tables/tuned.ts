/**
 * Rows whose settings were chosen for each category by synthetic defects on its training images.
 *
 * @module
 */
import type { TunedFields, Variant } from "../plan.ts";
// Written by `deno task tables` from the records in `data/tuned`.
import settings from "./tuned.json" with { type: "json" };

const SETTINGS: Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, TunedFields>>>>>
> = settings;

/** One variant for each method that was tuned on a data set. */
export function tunedVariants(dataset: string): readonly Variant[] {
  return Object.entries(SETTINGS[dataset] ?? {}).map(([method, tuned]) => ({
    id: `${method}_tuned`,
    method,
    tuned,
  }));
}

/**
 * Options of `daad tune`.
 *
 * @module
 */
import type { DataChoice } from "../../data/mod.ts";
import type { TuneProfileName } from "../../experiment/tune/profile.ts";
import type { ComputeOptions } from "./compute.ts";

/** Options of the command. */
export interface TuneOptions extends ComputeOptions, DataChoice {
  readonly method: string;
  readonly plan?: string;
  readonly profile: TuneProfileName;
  readonly trials?: number;
  readonly imageSize?: number;
  readonly seed: number;
  readonly out: string;
  readonly workers: number;
  readonly checkpointEvery: number;
  readonly maxPixels?: number;
  readonly defects?: true;
  readonly trial?: string;
}

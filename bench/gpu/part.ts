/**
 * What a part of the benchmark is.
 *
 * @module
 */
import type { Facts, Options } from "./facts.ts";
import type { Peak } from "./results.ts";

/** The input of a part. */
export interface Context {
  readonly options: Options;
  readonly facts: Facts;
  /** The time it may take, in seconds. */
  readonly seconds: number;
  /** The peak that an earlier part measured. */
  readonly peak?: Peak;
}

/** The results of a part. */
export interface Found {
  readonly result: unknown;
  readonly lines: readonly string[];
  readonly peak?: Peak;
}

/** A part of the benchmark. */
export interface BenchPart {
  readonly id: string;
  readonly what: string;
  /** The longest it takes, in seconds. */
  readonly seconds: number;
  /** Says why it cannot run here; `undefined` where it can. */
  readonly missing: (facts: Facts, options: Options) => string | undefined;
  readonly run: (context: Context) => Promise<Found>;
}

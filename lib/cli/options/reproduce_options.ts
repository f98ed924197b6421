/**
 * Options of `daad reproduce`.
 *
 * @module
 */
import type { ProfileName } from "../../experiment/plan/plan.ts";
import type { ScoreName } from "../../record/compare/statistic.ts";
import type { ComputeOptions } from "./compute.ts";

/** Options of the command. */
export interface ReproduceOptions extends ComputeOptions {
  readonly profile: ProfileName;
  readonly methods?: readonly string[];
  readonly categories?: readonly string[];
  readonly seeds?: readonly number[];
  readonly data?: string;
  readonly results: string;
  /** The score behind the printed image AUROCs. */
  readonly score: ScoreName;
  readonly workers: number;
  readonly checkpointEvery: number;
  readonly models?: true;
  readonly status?: true;
  readonly dryRun?: true;
  readonly slurm?: true;
  readonly partition?: string;
  readonly gres?: string;
  readonly time?: string;
  readonly cell?: string;
}

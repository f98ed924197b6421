/**
 * The record of one trial.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { type CalibrationOptions, calibrationOptions } from "../../detector/calibration/options.ts";
import { InputError } from "../../errors.ts";
import { writeFileAtomically } from "../../files.ts";
import { parseJson } from "../../json.ts";
import { TUNE_STATISTICS, type TuneStatistic } from "./statistics.ts";

/** AUROCs of one kind of defect. */
export interface KindMeasure {
  /** Id of the kind. */
  readonly kind: string;
  /** Number of damaged images. */
  readonly images: number;
  /** Image AUROC by each statistic that the score can be, or by the method's own score. */
  readonly image: Readonly<Partial<Record<TuneStatistic, number>>>;
  /** Pixel AUROC over normal and damaged images; absent where the method has no maps. */
  readonly pixel?: number;
  /** AUROCs by each variant of the calibration, the default first; absent where there is none. */
  readonly variants?: Readonly<
    Record<string, { readonly image: number; readonly pixel?: number }>
  >;
}

/** The results of one trial. */
export interface TrialRecord {
  /** Version of this format. */
  readonly schema: 1;
  /** Id of the method. */
  readonly method: string;
  /** The category of the training images. */
  readonly category: string;
  /** Name of the candidate. */
  readonly candidate: string;
  /** The round, counted from 1. */
  readonly round: number;
  /** Share of the candidate's epochs that it was trained for. */
  readonly share: number;
  /** The half that was held out. */
  readonly fold: 0 | 1;
  /** Seed of folds, defects and training. */
  readonly seed: number;
  /** The complete configuration, as it was trained in the trial. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Hash of the configuration that a run of the candidate on all training images has. */
  readonly runHash: string;
  /** The statistic used as the candidate's own score; absent where its score is none of them. */
  readonly own?: TuneStatistic;
  /** Fingerprint of all training images. */
  readonly fingerprint: string;
  /** Number of images trained on, and number scored without and with defects. */
  readonly images: { readonly trained: number; readonly heldOut: number };
  /** The project's version and, in a git checkout, its commit. */
  readonly code: { readonly version: string; readonly commit?: string };
  /** The backend that computed the tensors, and its arithmetic. */
  readonly backend: {
    readonly id: string;
    readonly description: string;
    readonly precision: string;
  };
  /** Wall time, over all parts of a trial that was resumed. */
  readonly seconds: { readonly training: number; readonly total: number };
  /**
   * The variants of the calibration that were measured, by name, the default first; absent where there
   * is none. Their names may mean other options in another version.
   */
  readonly calibrations?: Readonly<Record<string, CalibrationOptions>>;
  /** One measure for each kind of defect that can be seen. */
  readonly measures: readonly KindMeasure[];
}

const auroc = z.number().min(0).max(1);

const schema: z.ZodType<TrialRecord> = z.strictObject({
  schema: z.literal(1),
  method: z.string(),
  category: z.string(),
  candidate: z.string(),
  round: z.int(),
  share: z.number(),
  fold: z.union([z.literal(0), z.literal(1)]),
  seed: z.int(),
  config: z.record(z.string(), z.unknown()),
  runHash: z.string(),
  own: z.enum(TUNE_STATISTICS).optional(),
  fingerprint: z.string(),
  images: z.strictObject({ trained: z.int(), heldOut: z.int() }),
  code: z.strictObject({ version: z.string(), commit: z.string().optional() }),
  backend: z.strictObject({ id: z.string(), description: z.string(), precision: z.string() }),
  seconds: z.strictObject({ training: z.number(), total: z.number() }),
  calibrations: z.record(z.string(), calibrationOptions).optional(),
  measures: z.array(z.strictObject({
    kind: z.string(),
    images: z.int(),
    image: z.partialRecord(z.enum(TUNE_STATISTICS), auroc),
    pixel: auroc.optional(),
    variants: z.record(
      z.string(),
      z.strictObject({ image: auroc, pixel: auroc.optional() }),
    ).optional(),
  })),
});

/**
 * Reads and checks the record of a trial.
 *
 * @throws {InputError} Naming the file and the field.
 */
export async function readTrial(path: string): Promise<TrialRecord> {
  const text = await Deno.readTextFile(path).catch((error) => {
    throw error instanceof Deno.errors.NotFound ? new InputError(`${path}: no such record`) : error;
  });
  return parseConfig(schema, parseJson(text, path), path);
}

/** Writes the record of a trial; a reader sees all of it or nothing. */
export async function writeTrial(path: string, record: TrialRecord): Promise<void> {
  parseConfig(schema, record, path);
  await writeFileAtomically(path, JSON.stringify(record, null, 2) + "\n");
}

/**
 * The record of one trial.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { InputError } from "../../errors.ts";
import { writeFileAtomically } from "../../files.ts";
import { parseJson } from "../../json.ts";
import { TUNE_STATISTICS } from "./statistics.ts";

const measure = z.strictObject({
  kind: z.string(),
  images: z.int(),
  image: z.strictObject(
    Object.fromEntries(TUNE_STATISTICS.map((name) => [name, z.number().optional()])) as Record<
      typeof TUNE_STATISTICS[number],
      z.ZodOptional<z.ZodNumber>
    >,
  ),
  pixel: z.number().optional(),
});

const schema = z.strictObject({
  schema: z.literal(1),
  /** Id of the method. */
  method: z.string(),
  /** Whose training images. */
  category: z.string(),
  /** Name of the candidate. */
  candidate: z.string(),
  /** Counted from 1. */
  round: z.int(),
  /** Share of the epochs. */
  share: z.number(),
  fold: z.union([z.literal(0), z.literal(1)]),
  seed: z.int(),
  /** The complete configuration, as it was trained in the trial. */
  config: z.record(z.string(), z.unknown()),
  /** The hash of the candidate's complete configuration on all training images: that of a run's record. */
  runHash: z.string(),
  /** The statistic that the candidate's own score is; absent where it is none. */
  own: z.enum(TUNE_STATISTICS).optional(),
  /** Of all training images. */
  fingerprint: z.string(),
  images: z.strictObject({ trained: z.int(), heldOut: z.int() }),
  code: z.strictObject({ version: z.string(), commit: z.string().optional() }),
  backend: z.strictObject({ id: z.string(), description: z.string(), precision: z.string() }),
  seconds: z.strictObject({ training: z.number(), total: z.number() }),
  /** One for each kind of defect. */
  measures: z.array(measure),
});

/** What one trial found. */
export type TrialRecord = Readonly<z.infer<typeof schema>>;

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

/** Writes the record of a trial; a reader sees the whole of it or none. */
export async function writeTrial(path: string, record: TrialRecord): Promise<void> {
  parseConfig(schema, record, path);
  await writeFileAtomically(path, JSON.stringify(record, null, 2) + "\n");
}

/**
 * The file of a record: its format, checked when it is read and when it is written.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { DATASET_NAMES, PROTOCOLS } from "../../data/mod.ts";
import { ERROR_STATISTICS } from "../../detector/contract/error_facts.ts";
import { storedThreshold } from "../../detector/thresholds/stored_thresholds.ts";
import { InputError } from "../../errors.ts";
import { writeFileAtomically } from "../../files.ts";
import { parseJson } from "../../json.ts";
import { namedPluginSchema } from "../../registry/plugin.ts";
import { recordedCalibration } from "./calibration_record.ts";
import { controlResults } from "./controls.ts";
import { learning, shift } from "./diagnostics.ts";
import type { RunRecord } from "./record.ts";

/** Version of the records that this code writes. */
const SCHEMA = 3;

/** The previous version, without `statistics` and `diagnostics.learning`, which can still be read. */
const OLDER = 2;

const metric = z.strictObject({
  value: z.number(),
  low: z.number(),
  high: z.number(),
  level: z.number(),
  replicates: z.int(),
});

const deLong = z.strictObject({
  low: z.number(),
  high: z.number(),
  level: z.number(),
  standardError: z.number(),
});

const f1Max = z.strictObject({ value: z.number(), threshold: z.number() });

const imageMetrics = z.strictObject({
  imageAuroc: metric.extend({ deLong: deLong.optional() }),
  imageAveragePrecision: metric,
  imageF1Max: f1Max,
  imageFalsePositiveRate95: z.number(),
});

const pixelMetrics = z.strictObject({
  pixelAuroc: metric.optional(),
  pixelAveragePrecision: z.number().optional(),
  pixelPro: z.number().optional(),
  pixelF1Max: f1Max.optional(),
});

const schema: z.ZodType<RunRecord> = z.strictObject({
  schema: z.union([z.literal(OLDER), z.literal(SCHEMA)]),
  method: z.string(),
  plugin: namedPluginSchema.optional(),
  dataset: z.enum(DATASET_NAMES),
  category: z.string(),
  protocol: z.enum(PROTOCOLS),
  seed: z.int(),
  configHash: z.string(),
  config: z.record(z.string(), z.unknown()),
  tuned: z.string().optional(),
  code: z.strictObject({ version: z.string(), commit: z.string().optional() }),
  backend: z.strictObject({
    id: z.string(),
    description: z.string(),
    tfjs: z.string(),
    tensorflow: z.string().optional(),
    binding: z.string().optional(),
    adapter: z.strictObject({ name: z.string(), software: z.boolean() }).optional(),
    devices: z.array(z.string()),
    gpu: z.strictObject({
      cuda: z.string(),
      module: z.string().optional(),
      devices: z.array(z.strictObject({
        name: z.string(),
        memory: z.int(),
        computeCapability: z.string(),
      })),
    }).optional(),
    threads: z.int(),
    compiled: z.boolean(),
    precision: z.string(),
    flags: z.record(z.string(), z.string()),
  }),
  machine: z.strictObject({
    os: z.string(),
    arch: z.string(),
    cpu: z.string(),
    cores: z.int(),
    deno: z.string(),
  }),
  data: z.strictObject({
    fingerprint: z.string(),
    testFingerprint: z.string().optional(),
    trainingImages: z.int(),
    testNormal: z.int(),
    testAnomalous: z.int(),
    masks: z.int(),
    heldOut: z.int().optional(),
    duplicates: z.int(),
    partial: z.string().optional(),
    types: z.array(z.strictObject({
      split: z.enum(["train", "test"]),
      type: z.string(),
      label: z.union([z.literal(0), z.literal(1)]),
      images: z.int(),
      masks: z.int(),
    })),
    warnings: z.array(z.string()),
  }),
  selection: z.enum(["last epoch", "no training"]),
  epochs: z.int(),
  steps: z.int(),
  parameters: z.int(),
  seconds: z.strictObject({ training: z.number(), scoring: z.number(), total: z.number() }),
  peakMemory: z.number(),
  metrics: imageMetrics.partial().extend({
    ...pixelMetrics.shape,
    reconstructionErrors: z.strictObject({
      normal: z.number(),
      defect: z.number().optional(),
      surroundings: z.number().optional(),
    }).optional(),
  }),
  thresholds: z.array(storedThreshold).optional(),
  calibration: recordedCalibration.optional(),
  controls: controlResults.optional(),
  statistics: z.strictObject({
    own: z.enum([...ERROR_STATISTICS, "own"]),
    sigma: z.number(),
    ...Object.fromEntries(ERROR_STATISTICS.map((name) => [name, imageMetrics.optional()])),
    calibrated: imageMetrics.extend(pixelMetrics.shape).optional(),
  }).optional(),
  diagnostics: z.looseObject({ learning: learning.optional(), shift: shift.optional() }),
  warnings: z.array(z.string()),
  losses: z.array(z.record(z.string(), z.number())),
});

/**
 * Reads and checks a record of this version or the previous one. Earlier versions are refused, as
 * their metrics differ.
 *
 * @throws {InputError} Naming the file and the field.
 *
 * @example
 * ```ts
 * import { readRecord } from "./record_file.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const record = await readRecord("data/results/daad-mvtec-bottle-seed0/record.json");
 * assertEquals([record.method, record.category, record.selection], ["daad", "bottle", "last epoch"]);
 * ```
 */
export async function readRecord(path: string): Promise<RunRecord> {
  const text = await Deno.readTextFile(path).catch((error) => {
    throw error instanceof Deno.errors.NotFound ? new InputError(`${path}: no such record`) : error;
  });
  const json = parseJson(text, path);
  const found = z.object({ schema: z.int() }).safeParse(json);
  if (found.success && ![OLDER, SCHEMA].includes(found.data.schema)) {
    throw new InputError(
      `${path}: schema: found ${found.data.schema}, expected ${SCHEMA}; ` +
        (found.data.schema < OLDER
          ? "it is of an earlier version: run the training again"
          : "it is of a later version of this project: use that"),
    );
  }
  return parseConfig(schema, json, path);
}

/** Writes a record atomically: a reader sees all of it or nothing. */
export async function writeRecord(path: string, record: RunRecord): Promise<void> {
  parseConfig(schema, record, path);
  await writeFileAtomically(path, JSON.stringify(record, null, 2) + "\n");
}

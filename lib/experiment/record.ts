/**
 * The record of one run: everything a table cell rests on.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../config.ts";
import { InputError } from "../errors.ts";
import { writeFileAtomically } from "../files.ts";

const metric = z.strictObject({
  /** On raw scores, all images or pixels together. */
  value: z.number(),
  /** Bounds of the bootstrap interval. */
  low: z.number(),
  high: z.number(),
  level: z.number(),
  replicates: z.int(),
});

const schema = z.strictObject({
  schema: z.literal(1),
  method: z.string(),
  /** Kind of data and its name: `folder`, `bottle`. */
  dataset: z.string(),
  category: z.string(),
  seed: z.int(),
  /** SHA-256 of the configuration with sorted keys, first 16 hex digits. */
  configHash: z.string(),
  config: z.record(z.string(), z.unknown()),
  code: z.strictObject({ version: z.string(), commit: z.string().optional() }),
  backend: z.strictObject({
    id: z.string(),
    description: z.string(),
    tfjs: z.string(),
    tensorflow: z.string().optional(),
    binding: z.string().optional(),
    /** What WebGPU ran on. */
    adapter: z.strictObject({ name: z.string(), software: z.boolean() }).optional(),
    devices: z.array(z.string()),
    /** Threads one op may use; 0 = the library's choice. */
    threads: z.int(),
    /** Settings that change the last bits of results. */
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
    /** SHA-256 over the paths and contents of all images and masks. */
    fingerprint: z.string(),
    trainingImages: z.int(),
    testNormal: z.int(),
    testAnomalous: z.int(),
    masks: z.int(),
    warnings: z.array(z.string()),
  }),
  /** How the evaluated weights were chosen. */
  selection: z.literal("last epoch"),
  epochs: z.int(),
  steps: z.int(),
  parameters: z.int(),
  seconds: z.strictObject({ training: z.number(), scoring: z.number(), total: z.number() }),
  /** Peak resident memory of the process in bytes. */
  peakMemory: z.number(),
  metrics: z.strictObject({
    imageAuroc: metric,
    imageAveragePrecision: metric,
    pixelAuroc: metric.optional(),
  }),
  diagnostics: z.record(z.string(), z.unknown()),
  warnings: z.array(z.string()),
  /** Mean loss terms, one entry an epoch. */
  losses: z.array(z.record(z.string(), z.number())),
});

/** One finished run. */
export type RunRecord = z.infer<typeof schema>;

/** A metric with its bootstrap interval. */
export type RecordedMetric = z.infer<typeof metric>;

/**
 * Reads and checks a record.
 *
 * @throws {InputError} Naming the file and the field.
 */
export async function readRecord(path: string): Promise<RunRecord> {
  let json: unknown;
  try {
    json = JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new InputError(`${path}: no such record`);
    if (error instanceof SyntaxError) throw new InputError(`${path}: no valid JSON`);
    throw error;
  }
  return parseConfig(schema, json, path);
}

/** Writes a record; a reader sees the whole of it or none. */
export async function writeRecord(path: string, record: RunRecord): Promise<void> {
  parseConfig(schema, record, path);
  await writeFileAtomically(path, JSON.stringify(record, null, 2) + "\n");
}

/**
 * Identifies a configuration: the same for the same fields and values in any order.
 *
 * @example
 * ```ts
 * import { configHash } from "./record.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await configHash({ a: 1, b: [2] }), await configHash({ b: [2], a: 1 }));
 * ```
 */
export async function configHash(config: unknown): Promise<string> {
  const sorted = JSON.stringify(
    config,
    (_key, value) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
  );
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(sorted));
  return new Uint8Array(digest).toHex().slice(0, 16);
}

/**
 * What a scoring that is interrupted has computed so far.
 *
 * @module
 */
import { z } from "zod";
import { dirname } from "node:path";
import { parseConfig } from "../../config.ts";
import { InputError } from "../../errors.ts";
import { ifPresent, makeFolder, removeIfPresent, writeFileAtomically } from "../../files.ts";
import { parseJson } from "../../json.ts";
import type { Region } from "../../metrics/mod.ts";
import { decodeSafetensors, type NamedTensors } from "../../nn/variables/safetensors.ts";
import { readSeal, sealTensors } from "../../nn/variables/sealed_tensors.ts";
import type { ScoreRow } from "../../record/run/scores_csv.ts";
import type { EndsSoFar } from "../../report/pictures/kept_ends.ts";
import { CheckpointClock } from "../../train/checkpoint_clock.ts";
import { SCORING_CHECKPOINT } from "../output/written.ts";

/** Results of the first images of a set. */
export interface ScoredSoFar {
  /** A hash of the images of the whole set. */
  readonly images: string;
  /** The method's own scores, `[done]`. */
  readonly own: Float32Array;
  /** The chosen scores, `[done]`. */
  readonly scores: Float32Array;
  /** Of each image; absent where the method does not reconstruct. */
  readonly statistics: readonly ScoreRow["statistics"][];
  /** Of each image; empty where none are looked for. */
  readonly regions: readonly (readonly Region[])[];
  readonly ends: EndsSoFar;
  /** Time that they took. */
  readonly seconds: number;
}

/** Fields of a region, in the order in which they are stored. */
const REGION = ["x", "y", "width", "height", "area", "peak"] as const;

const schema = z.strictObject({
  format: z.literal(1),
  request: z.string(),
  images: z.string(),
  seconds: z.number(),
  statistics: z.array(z.string()),
  order: z.array(z.strictObject({ index: z.int(), score: z.number(), place: z.int() })),
  colours: z.strictObject({ seen: z.int(), pixels: z.int() }).optional(),
});

/** What an output folder holds of an interrupted scoring. */
export type CheckpointState = "none" | "same" | "another" | "damaged";

/**
 * The results so far in one safetensors file, with its SHA-256 in the header; it is replaced as a whole.
 *
 * @example
 * ```ts
 * import { ScoringCheckpoint } from "./scoring_checkpoint.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * const file = new ScoringCheckpoint(folder, "a hash of model, paths and options");
 * const scores = Float32Array.of(0.5);
 * const ends = { order: [{ index: 0, score: 0.5, place: 0 }] };
 * const facts = { images: "a hash", statistics: [undefined], regions: [], seconds: 1 };
 * await file.save({ own: scores, scores, ends, ...facts });
 * assertEquals((await file.load("a hash"))?.scores, scores);
 * assertEquals(await file.load("of other images"), undefined);
 * assertEquals(await new ScoringCheckpoint(folder, "another").state(), "another");
 * await file.remove();
 * ```
 */
export class ScoringCheckpoint {
  /** Path of the file. */
  readonly path: string;
  readonly #request: string;
  readonly #clock: CheckpointClock;

  /**
   * Names the file; nothing is read or written yet.
   *
   * @param folder The output folder.
   * @param request What was asked for: see `scoringRequest`.
   * @param interval Seconds between two checkpoints. Default 60.
   */
  constructor(folder: string, request: string, interval?: number) {
    this.path = `${folder}/${SCORING_CHECKPOINT}`;
    this.#request = request;
    this.#clock = new CheckpointClock(interval);
  }

  /** Whether there is one, and whether of the same request. */
  async state(): Promise<CheckpointState> {
    try {
      const read = await this.#read();
      return !read ? "none" : read.request === this.#request ? "same" : "another";
    } catch (error) {
      if (error instanceof InputError) return "damaged";
      throw error;
    }
  }

  /**
   * Reads the results so far.
   *
   * @param images A hash of the images that are scored: which can be read may have changed.
   * @returns `undefined` where there are none of the same request and images, or the file is damaged.
   */
  async load(images: string): Promise<ScoredSoFar | undefined> {
    const read = await this.#read().catch((error: unknown) => {
      if (error instanceof InputError) return undefined;
      throw error;
    });
    if (read?.request !== this.#request || read.images !== images) return undefined;
    const { bytes, seconds, statistics, order, colours } = read;
    const tensors = decodeSafetensors(bytes, this.path);
    const values = (name: string) => tensors[name]?.values;
    const [own, sample, regions] = [values("own")!, values("colours"), values("regions")];
    const columns = statistics.map((name) => [name, doubles(values(name)!)] as const);
    return {
      ...{ images, own, scores: values("scores")!, seconds },
      statistics: Array.from(
        own,
        (_, i) =>
          columns.length > 0
            ? Object.fromEntries(
              columns.map(([name, of]) => [name, of[i]!]),
            ) as ScoreRow["statistics"]
            : undefined,
      ),
      regions: regions ? regionsOf(doubles(regions)) : [],
      ends: { order, ...(sample && colours && { range: { ...colours, sample } }) },
    };
  }

  /** Whether another is due: the last one is old enough, or one was requested. */
  due(): boolean {
    return this.#clock.due();
  }

  /** Replaces the last one. */
  save({ images, own, scores, statistics, regions, ends, seconds }: ScoredSoFar): Promise<void> {
    const { order, range } = ends;
    const names = Object.keys(statistics[0] ?? {}) as (keyof NonNullable<ScoreRow["statistics"]>)[];
    const all = {
      ...{ own, scores, colours: range?.sample },
      ...Object.fromEntries(
        names.map((name) => [name, bits(statistics.map((of) => of![name]!))] as const),
      ),
      ...(regions.length > 0 && { regions: bits(flattened(regions)) }),
    };
    const tensors: NamedTensors = {};
    for (const [name, values] of Object.entries(all)) {
      if (values) tensors[name] = { shape: [values.length], values };
    }
    return this.#clock.around(() =>
      this.#write(tensors, {
        ...{ images, seconds, statistics: names, order: [...order] },
        ...(range && { colours: { seen: range.seen, pixels: range.pixels } }),
      })
    );
  }

  /**
   * Marks the results that are now written as those of an unfinished scoring, which the same command
   * may replace.
   */
  async mark(): Promise<void> {
    if (await this.state() === "same") return;
    await this.#write({}, { images: "", seconds: 0, statistics: [], order: [] });
  }

  /** Removes the file, if there is one. */
  remove(): Promise<void> {
    return removeIfPresent(this.path);
  }

  async #write(
    tensors: NamedTensors,
    facts: Omit<z.infer<typeof schema>, "format" | "request">,
  ): Promise<void> {
    const scoring = JSON.stringify({ format: 1, request: this.#request, ...facts });
    await makeFolder(dirname(this.path));
    await writeFileAtomically(this.path, sealTensors(tensors, { scoring }));
  }

  async #read(): Promise<(z.infer<typeof schema> & { bytes: Uint8Array }) | undefined> {
    const bytes = await ifPresent(Deno.readFile(this.path)).catch((error: unknown) => {
      if (error instanceof Deno.errors.NotADirectory) return undefined; // refused when it is written
      throw error;
    });
    if (!bytes || bytes.length === 0) return undefined;
    const { scoring } = readSeal(bytes, this.path) ?? {};
    if (scoring === undefined) {
      throw new InputError(
        `${this.path}: damaged: its content does not have the SHA-256 that it states`,
      );
    }
    return { ...parseConfig(schema, parseJson(scoring, this.path), this.path), bytes };
  }
}

/** Numbers of 64 bits, as a file of numbers of 32 bits can hold them. */
function bits(numbers: readonly number[]): Float32Array {
  return new Float32Array(Float64Array.from(numbers).buffer);
}

/** The numbers that {@linkcode bits} was given. */
function doubles({ buffer, byteOffset, length }: Float32Array): Float64Array {
  return new Float64Array(buffer, byteOffset, length / 2);
}

/** Of each image, the number of its regions and then these. */
function flattened(regions: readonly (readonly Region[])[]): number[] {
  return regions.flatMap((of) => [of.length, ...of.flatMap((one) => REGION.map((k) => one[k]))]);
}

function regionsOf(flat: Float64Array): Region[][] {
  const images: Region[][] = [];
  for (let at = 0; at < flat.length;) {
    const own: Region[] = [];
    const end = at + 1 + flat[at]! * REGION.length;
    for (at++; at < end; at += REGION.length) {
      const entries = REGION.map((name, k) => [name, flat[at + k]!] as const);
      own.push(Object.fromEntries(entries) as unknown as Region);
    }
    images.push(own);
  }
  return images;
}

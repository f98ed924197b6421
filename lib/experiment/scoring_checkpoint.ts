/**
 * What a scoring that is interrupted has computed so far.
 *
 * @module
 */
import { dirname } from "node:path";
import { z } from "zod";
import { parseConfig } from "../config.ts";
import { InputError } from "../errors.ts";
import { ifPresent, makeFolder, removeIfPresent, writeFileAtomically } from "../files.ts";
import { parseJson } from "../json.ts";
import type { Region } from "../metrics/mod.ts";
import { decodeSafetensors, type NamedTensors } from "../nn/safetensors.ts";
import { readSeal, sealTensors } from "../nn/sealed_tensors.ts";
import type { ScoreRow } from "../record/scores_csv.ts";
import type { EndsSoFar } from "../report/kept_ends.ts";
import { CheckpointClock } from "../train/checkpoint_clock.ts";

/** Path of the file in the output folder of a scoring. */
export const SCORING_CHECKPOINT = ".daad/scoring.safetensors";

/** Results of the first images of a set. */
export interface ScoredSoFar {
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
  identity: z.string(),
  seconds: z.number(),
  statistics: z.array(z.string()),
  order: z.array(z.strictObject({ index: z.int(), score: z.number(), place: z.int() })),
  colours: z.strictObject({ seen: z.int(), pixels: z.int() }).optional(),
});

/**
 * The results so far in one safetensors file, with its SHA-256 in the header; it is replaced as a whole.
 *
 * @example
 * ```ts
 * import { ScoringCheckpoint } from "./scoring_checkpoint.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * const file = new ScoringCheckpoint(folder, "a hash of model, images and options");
 * const scores = Float32Array.of(0.5);
 * const ends = { order: [{ index: 0, score: 0.5, place: 0 }] };
 * await file.save({ own: scores, scores, statistics: [undefined], regions: [], ends, seconds: 1 });
 * assertEquals((await file.load())?.scores, scores);
 * assertEquals(await new ScoringCheckpoint(folder, "another").load(), undefined);
 * await file.remove();
 * ```
 */
export class ScoringCheckpoint {
  /** Path of the file. */
  readonly path: string;
  readonly #identity: string;
  readonly #clock: CheckpointClock;

  /**
   * Names the file; nothing is read or written yet.
   *
   * @param folder The output folder.
   * @param identity What decides the results: see `scoringIdentity`.
   * @param interval Seconds between two checkpoints. Default 60.
   */
  constructor(folder: string, identity: string, interval?: number) {
    this.path = `${folder}/${SCORING_CHECKPOINT}`;
    this.#identity = identity;
    this.#clock = new CheckpointClock(interval);
  }

  /**
   * Whether there is one, and whether of the same scoring.
   *
   * @throws {InputError} If the file is damaged.
   */
  async state(): Promise<"none" | "same" | "another"> {
    const read = await this.#read();
    return !read ? "none" : read.identity === this.#identity ? "same" : "another";
  }

  /**
   * Reads the results so far; `undefined` where there are none of the same scoring.
   *
   * @throws {InputError} If the file is damaged.
   */
  async load(): Promise<ScoredSoFar | undefined> {
    const read = await this.#read();
    if (read?.identity !== this.#identity) return undefined;
    const { bytes, seconds, statistics, order, colours } = read;
    const tensors = decodeSafetensors(bytes, this.path);
    const values = (name: string) => tensors[name]?.values;
    const sample = values("colours");
    const columns = statistics.map((name) => [name, doubles(values(name)!)] as const);
    const found = values("regions");
    return {
      own: values("own")!,
      scores: values("scores")!,
      statistics: Array.from(
        values("own")!,
        (_, i) =>
          columns.length > 0
            ? Object.fromEntries(
              columns.map(([name, of]) => [name, of[i]!]),
            ) as ScoreRow["statistics"]
            : undefined,
      ),
      regions: found ? regionsOf(doubles(found)) : [],
      seconds,
      ends: {
        ...{ order, maps: values("maps"), reconstructions: values("reconstructions") },
        ...(sample && colours && { range: { ...colours, sample } }),
      },
    };
  }

  /** Whether another is due: the last one is old enough, or one was requested. */
  due(): boolean {
    return this.#clock.due();
  }

  /** Replaces the last one. */
  save({ own, scores, statistics, regions, ends, seconds }: ScoredSoFar): Promise<void> {
    const { order, maps, reconstructions, range } = ends;
    const names = Object.keys(statistics[0] ?? {}) as (keyof NonNullable<ScoreRow["statistics"]>)[];
    const all = {
      ...{ own, scores, maps, reconstructions, colours: range?.sample },
      ...Object.fromEntries(
        names.map((name) => [name, bits(statistics.map((of) => of![name]!))] as const),
      ),
      ...(regions.length > 0 && { regions: bits(flattened(regions)) }),
    };
    const tensors: NamedTensors = {};
    for (const [name, values] of Object.entries(all)) {
      if (values) tensors[name] = { shape: [values.length], values };
    }
    const scoring: z.infer<typeof schema> = {
      ...{ format: 1, identity: this.#identity, seconds, statistics: names, order: [...order] },
      ...(range && { colours: { seen: range.seen, pixels: range.pixels } }),
    };
    return this.#clock.around(async () => {
      await makeFolder(dirname(this.path));
      const texts = { scoring: JSON.stringify(scoring) };
      await writeFileAtomically(this.path, sealTensors(tensors, texts));
    });
  }

  /** Removes the file, if there is one. */
  remove(): Promise<void> {
    return removeIfPresent(this.path);
  }

  async #read(): Promise<(z.infer<typeof schema> & { bytes: Uint8Array }) | undefined> {
    const bytes = await ifPresent(Deno.readFile(this.path));
    if (!bytes) return undefined;
    const { scoring } = readSeal(bytes, this.path) ?? {};
    if (scoring === undefined) {
      throw new InputError(
        `${this.path}: damaged: its content does not have the SHA-256 that it states; ` +
          "remove it to score all images anew",
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

/**
 * Checkpoints: everything that an interrupted training needs to continue to the same bits.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../config.ts";
import { InputError } from "../errors.ts";
import { ifPresent, removeIfPresent, writeFileAtomically } from "../files.ts";
import { parseJson } from "../json.ts";
import { decodeSafetensors, type NamedTensors } from "../nn/variables/safetensors.ts";
import { readSeal, sealTensors } from "../nn/variables/sealed_tensors.ts";
import { CheckpointClock } from "./checkpoint_clock.ts";

/** How far a training is, between two steps. */
export interface TrainingProgress {
  /** Updates of the weights so far. The order of images follows from the seed and this number. */
  readonly step: number;
  /** Mean loss terms of the finished epochs. */
  readonly losses: readonly Readonly<Record<string, number>>[];
  /** Sums of the loss terms of the current epoch. */
  readonly sums: Readonly<Record<string, number>>;
  /** Time spent on training so far. */
  readonly seconds: number;
}

/** A training between two steps. */
export interface Checkpoint extends TrainingProgress {
  /** Values of all networks and optimisers. */
  readonly tensors: NamedTensors;
}

/** Facts that must be the same for a resumed training to reach the same bits. */
export type RunIdentity = Readonly<Record<string, string | number | boolean>>;

/** Where the training loop keeps its checkpoints. */
export interface Checkpoints {
  /** Its name in error messages. */
  readonly source: string;
  /** How to continue a training that was stopped, for its message. */
  readonly advice?: string;
  /** The last checkpoint, if there is one. */
  load(): Promise<Checkpoint | undefined>;
  /** Whether another is due: the last one is old enough, or one was requested. */
  due(): boolean;
  /** Replaces the last one. */
  save(checkpoint: Checkpoint): Promise<void>;
}

const metadataSchema = z.strictObject({
  format: z.literal(1),
  identity: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  step: z.int().min(1),
  losses: z.array(z.record(z.string(), z.number())),
  sums: z.record(z.string(), z.number()),
  seconds: z.number().min(0),
  // Older checkpoints state only its hash.
  config: z.record(z.string(), z.unknown()).optional(),
});

/**
 * A checkpoint in one safetensors file, with its SHA-256 in the header.
 *
 * A reader sees either the old or the new checkpoint, always whole, whatever happens during a save:
 * the new one is written beside the old one, synced and renamed.
 *
 * @example
 * ```ts
 * import { CheckpointFile } from "./checkpoint.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const file = new CheckpointFile(await Deno.makeTempFile(), { seed: 0 });
 * const tensors = { "network/bias": { shape: [1], values: new Float32Array([0.5]) } };
 * await file.save({ step: 3, losses: [], sums: { total: 1.5 }, seconds: 2, tensors });
 * assertEquals((await file.load())?.step, 3);
 * await file.remove();
 * ```
 */
export class CheckpointFile implements Checkpoints {
  readonly source: string;
  readonly advice?: string;
  readonly #identity: RunIdentity;
  readonly #before?: RunIdentity;
  readonly #config?: Readonly<Record<string, unknown>>;
  readonly #clock: CheckpointClock;

  /**
   * Names the file; nothing is read or written yet.
   *
   * @param path Of the file.
   * @param identity What a resumed training must share with the interrupted one.
   * @param options.interval Seconds between two checkpoints. Default 60.
   * @param options.advice How to continue a training that was stopped, for its message.
   * @param options.before Values by which an earlier version identified the same run.
   * @param options.config The configuration, whose fields a refusal names.
   */
  constructor(
    path: string,
    identity: RunIdentity,
    options: {
      readonly interval?: number;
      readonly advice?: string;
      readonly before?: RunIdentity;
      readonly config?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    this.source = path;
    this.advice = options.advice;
    this.#identity = identity;
    this.#before = options.before;
    this.#config = options.config;
    this.#clock = new CheckpointClock(options.interval);
  }

  /**
   * Reads and verifies the checkpoint.
   *
   * @returns `undefined` if there is no file.
   * @throws {InputError} If the file is damaged or belongs to another run.
   */
  async load(): Promise<Checkpoint | undefined> {
    const read = await this.#read();
    return read && { ...read.progress, tensors: decodeSafetensors(read.bytes, this.source) };
  }

  /**
   * Refuses what `load` would refuse, before anything is computed for it.
   *
   * @param except Names of facts that are not known yet.
   * @throws {InputError} If the file is damaged or belongs to another run.
   */
  async requireSameRun(except: readonly string[] = []): Promise<void> {
    await this.#read(except);
  }

  async #read(
    except: readonly string[] = [],
  ): Promise<{ bytes: Uint8Array<ArrayBuffer>; progress: TrainingProgress } | undefined> {
    const bytes = await ifPresent(Deno.readFile(this.source));
    if (!bytes || bytes.length === 0) return undefined;
    const { training } = readSeal(bytes, this.source) ?? {};
    if (training === undefined) {
      throw new InputError(
        `${this.source}: damaged: its content does not have the SHA-256 that it states; ` +
          "remove it to start the training anew",
      );
    }
    const { identity, config, format: _, ...progress } = parseConfig(
      metadataSchema,
      parseJson(training, this.source),
      this.source,
    );
    this.#compare(identity, { config, except });
    return { bytes, progress };
  }

  due(): boolean {
    return this.#clock.due();
  }

  save({ tensors, ...progress }: Checkpoint): Promise<void> {
    const training = JSON.stringify({
      format: 1,
      identity: this.#identity,
      ...progress,
      config: this.#config,
    });
    return this.#clock.around(() =>
      writeFileAtomically(this.source, sealTensors(tensors, { training }))
    );
  }

  /** Removes the file, if there is one. */
  remove(): Promise<void> {
    return removeIfPresent(this.source);
  }

  #compare(
    found: RunIdentity,
    { config, except }: {
      readonly config?: Readonly<Record<string, unknown>>;
      readonly except: readonly string[];
    },
  ): void {
    const names = new Set([...Object.keys(this.#identity), ...Object.keys(found)]);
    for (const name of names) {
      if (except.includes(name)) continue;
      const same = found[name] === this.#identity[name];
      if (same || found[name] !== undefined && found[name] === this.#before?.[name]) continue;
      if (name === "configuration" && config && this.#config) {
        throw new InputError(
          `${this.source}: belongs to another configuration, its own → here: ` +
            `${changedFields(config, this.#config)}; start as that run was started, or remove ` +
            "the file to start anew",
        );
      }
      throw new InputError(
        `${this.source}: belongs to another run: its ${name} is ${found[name] ?? "not stated"}, ` +
          `here it is ${this.#identity[name] ?? "not stated"}; start as that run was started, or ` +
          "remove the file to start anew",
      );
    }
  }
}

/** `epochs 10 → 4`, for each field that differs. */
function changedFields(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): string {
  const text = (value: unknown) => JSON.stringify(value) ?? "default";
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((name) => text(before[name]) !== text(now[name]))
    .map((name) => `${name} ${text(before[name])} → ${text(now[name])}`).join(", ");
}

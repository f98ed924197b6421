/**
 * The setup of a tuning: everything that decides its trials.
 *
 * @module
 */
import {
  type Dataset,
  DEFECT_KINDS,
  type DefectKind,
  fingerprint,
  hasClasses,
  hashContents,
  SEMANTIC_KINDS,
} from "../../data/mod.ts";
import { InputError } from "../../errors.ts";
import { configHash } from "../../record/run/config_hash.ts";
import { defaultImageSize } from "../../registry/create.ts";
import { findMethod } from "../../registry/registry.ts";
import { withEpochs } from "../plan/epochs.ts";
import { type Candidate, defaultCandidates } from "./candidates.ts";
import { type DataFacts, fileVersions } from "./data_facts.ts";
import { splitTraining } from "./folds.ts";
import type { Round, TuneProfile } from "./profile.ts";

/** A candidate with the configuration that a run on all training images would have. */
export interface ResolvedCandidate extends Candidate {
  /** Its fields and, if not the default, the image size; epochs are not yet multiplied. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Fields for `train --config`. */
  readonly overrides: Readonly<Record<string, unknown>>;
  /** The complete configuration. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Hash of the complete configuration, as in the run's record. */
  readonly runHash: string;
}

/** Length of a training in epochs or steps, as the configuration says it; equal strings are equally long. */
export function trainingLength({ epochs, steps }: Readonly<Record<string, unknown>>): string {
  return JSON.stringify([epochs, steps]);
}

/** The setup of a tuning. */
export interface TuneSetup extends DataFacts {
  readonly dataset: Dataset;
  readonly method: string;
  readonly seed: number;
  readonly imageSize: number;
  /** What candidates are to find: defects, or other objects where the data are of classes. */
  readonly kinds: readonly DefectKind[];
  readonly rounds: readonly Round[];
  readonly candidates: readonly ResolvedCandidate[];
  /** Names of candidates that are not trained, mapped to the reason. */
  readonly leftOut: ReadonlyMap<string, string>;
}

/**
 * Completes and checks all candidates, before anything is trained.
 *
 * @param dataset From `openTraining`.
 * @param options.candidates Starting with the method's defaults. Default: the method's own candidates.
 * @param options.trials Maximum number of candidates. Default: the profile's.
 * @param options.facts What is known of the data. Default: found by reading all images.
 * @throws {InputError} For a candidate that the method or the data does not allow, naming it.
 */
export async function prepareTuning(
  dataset: Dataset,
  options: {
    readonly method: string;
    readonly candidates?: readonly Candidate[];
    readonly profile: TuneProfile;
    readonly imageSize?: number;
    readonly trials?: number;
    readonly seed: number;
    readonly facts?: DataFacts;
  },
): Promise<TuneSetup> {
  const { method, profile, seed, facts } = options;
  const size = options.imageSize ?? profile.imageSize;
  const imageSize = size ?? defaultImageSize(method, {}, dataset);
  splitTraining(dataset, { fold: 0, seed, images: 1 });
  const channels = await dataset.source.channels(dataset.train);
  const shape = { imageSize, channels, trainingImages: dataset.train.length };
  const named = options.candidates ?? defaultCandidates(method, imageSize);
  const allowed = named.map((candidate) => {
    const source = `candidate ${candidate.name}`;
    const fields = { ...(size !== undefined && { imageSize: size }), ...candidate.config };
    if ("tile" in fields) {
      throw new InputError(`${source}: tile: trials resize whole images; leave it out`);
    }
    return {
      ...{ candidate, source, fields },
      overrides: withEpochs(fields, { method, facts: shape, times: candidate.epochs, source }),
    };
  });
  const versions = facts ? facts.versions : await fileVersions(dataset);
  // Reads all images with more than 8 bits.
  const valueRange = facts ? facts.valueRange : await dataset.source.valueRange?.(dataset.train);
  const candidates: ResolvedCandidate[] = [];
  const leftOut = new Map<string, string>();
  const whole = profile.rounds.at(-1)!.share === 1;
  const trials = options.trials ?? profile.trials ?? Infinity;
  for (const { candidate, source, fields, overrides } of allowed) {
    const told = { ...(valueRange && { valueRange }), ...overrides };
    const config = { ...findMethod(method).resolve(told, shape, source) };
    const runHash = await configHash(config);
    const twin = candidates.find((other) => other.runHash === runHash);
    const defaults = candidates[0]?.config ?? config;
    if (twin) leftOut.set(candidate.name, `the same as ${twin.name} here`);
    else if (!whole && trainingLength(config) !== trainingLength(defaults)) {
      // More epochs would win by being trained for longer than the others.
      leftOut.set(candidate.name, "a part of the epochs says nothing about their number");
    } else if (candidates.length < trials) {
      candidates.push({ ...candidate, fields, overrides, config, runHash });
    }
  }
  const print = facts?.fingerprint ?? fingerprint(dataset, await hashContents(dataset));
  return {
    ...{ dataset, method, seed, imageSize, candidates, leftOut },
    fingerprint: print,
    ...(valueRange && { valueRange }),
    ...(versions !== undefined && { versions }),
    kinds: hasClasses(dataset.dataset) ? SEMANTIC_KINDS : DEFECT_KINDS,
    rounds: profile.rounds,
  };
}

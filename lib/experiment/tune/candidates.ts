/**
 * The settings that a tuning compares.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { isSmall } from "../../detector/config/fields.ts";
import { InputError } from "../../errors.ts";

/** One setting of a method. */
export interface Candidate {
  /** Unique in the plan; part of paths: `4x4-100`. */
  readonly name: string;
  /** Fields of the configuration that differ from the defaults. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The epochs, as a multiple of the configuration's. Default 1. */
  readonly epochs?: number;
}

/** Name of the candidate with the method's defaults, with which the others are compared. */
export const DEFAULT = "default";

/** A division into as many blocks each way on every level, with a number of items. */
function granularity(blocks: number, items: number): Candidate {
  return {
    name: `${blocks}x${blocks}-${items}`,
    config: { division: { height: blocks, width: blocks, channels: 1 }, items },
  };
}

/** From fine to coarse, with numbers of items to match. */
const DIVISIONS: readonly Candidate[] = [
  granularity(8, 400),
  granularity(4, 100),
  granularity(2, 100),
  granularity(1, 100),
];

/** For small images, whose deepest map has four positions each way. */
const SMALL_DIVISIONS: readonly Candidate[] = [
  granularity(4, 200),
  granularity(2, 200),
  granularity(1, 200),
  granularity(1, 50),
];

/** Candidates that every method has. */
const TRAINING: readonly Candidate[] = [
  { name: "half-epochs", config: {}, epochs: 0.5 },
  { name: "double-epochs", config: {}, epochs: 2 },
  { name: "flip", config: { augmentation: "flip" } },
];

/** The sharpness of the addressing, around its default. */
const TEMPERATURES: readonly Candidate[] = [
  { name: "temperature0.1", config: { temperature: 0.1 } },
  { name: "temperature0.01", config: { temperature: 0.01 } },
];

const SLOW: Candidate = { name: "slow", config: { learningRate: 3e-4 } };

/** Each position of the code is a query of its own; for larger images it is anyway. */
const POSITIONS: Candidate = { name: "positions", config: { queries: "position" } };

const WIDE: Candidate = { name: "wide", config: { baseWidth: 32 } };

/** For methods whose score is more than a statistic of the error, so that a trial has only one score. */
const STATISTICS: readonly Candidate[] = ["mean", "max"].map((statistic) => ({
  name: `${statistic}-score`,
  config: { score: { statistic, topFraction: 0.01, sigmaAt256: 4 } },
}));

/**
 * The same number of settings for each method, so that none is tuned more than another. The statistic
 * of the score costs no training: where the method's score is a statistic, each trial is measured by
 * all of them. DAAD+, whose score is not, has candidates for them.
 */
const PLANS: Readonly<Record<string, (imageSize: number) => readonly Candidate[]>> = {
  daad: (imageSize) => [...divisionsFor(imageSize), ...TEMPERATURES, WIDE, ...TRAINING],
  daad_plus: (imageSize) => [
    ...[...divisionsFor(imageSize), ...TEMPERATURES, WIDE],
    ...[...TRAINING, ...STATISTICS],
  ],
  ae: () => [
    ...[2, 3, 4, 5].map((levels) => ({ name: `levels${levels}`, config: { levels } })),
    { name: "narrow", config: { baseWidth: 8 } },
    WIDE,
    SLOW,
    ...TRAINING,
  ],
  memae: (imageSize) => [
    ...[25, 50, 100, 400, 1000, 2000].map((items) => ({
      name: `items${items}`,
      config: { items },
    })),
    isSmall({ imageSize }) ? POSITIONS : SLOW,
    ...TRAINING,
  ],
};

function divisionsFor(imageSize: number): readonly Candidate[] {
  return isSmall({ imageSize }) ? SMALL_DIVISIONS : DIVISIONS;
}

/**
 * The default candidates of a method, starting with its defaults.
 *
 * @param imageSize Height and width in pixels; small images have other divisions.
 * @throws {InputError} For a method without such a list.
 *
 * @example
 * ```ts
 * import { defaultCandidates } from "./candidates.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const [first, second] = defaultCandidates("daad", 128);
 * assertEquals([first!.name, second!.name], ["default", "8x8-400"]);
 * ```
 */
export function defaultCandidates(method: string, imageSize: number): readonly Candidate[] {
  return withDefault(planOf(method)(imageSize));
}

/**
 * Refuses a method that has no candidates of its own, before any image is read.
 *
 * @throws {InputError} Naming the methods that have some.
 */
export function requireCandidates(method: string): void {
  planOf(method);
}

function planOf(method: string): (imageSize: number) => readonly Candidate[] {
  const plan = PLANS[method];
  if (plan) return plan;
  throw new InputError(
    `--method ${method}: has no candidates of its own; name some with --plan FILE, or take one of ` +
      Object.keys(PLANS).join(", "),
  );
}

const planSchema = z.strictObject({
  candidates: z.array(z.strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/, "expected a-z, 0-9, dots and dashes only"),
    config: z.record(z.string(), z.unknown()),
    epochs: z.number().positive().optional(),
  })).min(1),
});

/**
 * Checks the user's candidates, and adds the method's defaults if they are missing.
 *
 * @param plan `{"candidates": [{"name": "fine", "config": {"items": 50}, "epochs": 2}]}`.
 * @param source The origin of the plan, for error messages.
 * @throws {InputError} Naming the field, or a name that occurs twice.
 */
export function parseCandidates(plan: unknown, source: string): readonly Candidate[] {
  const { candidates } = parseConfig(planSchema, plan, source);
  const names = candidates.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new InputError(
      `${source}: candidates: ${twice} comes twice; give each a name of its own`,
    );
  }
  const { config, epochs } = candidates.find(({ name }) => name === DEFAULT) ?? { config: {} };
  if (Object.keys(config).length > 0 || epochs !== undefined) {
    throw new InputError(
      `${source}: candidates: ${DEFAULT} is the method's defaults; give the others another name`,
    );
  }
  return withDefault(candidates);
}

function withDefault(candidates: readonly Candidate[]): readonly Candidate[] {
  return [
    { name: DEFAULT, config: {} },
    ...candidates.filter(({ name }) => name !== DEFAULT),
  ];
}

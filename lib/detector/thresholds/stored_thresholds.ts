/**
 * The thresholds that are stored with a model, `thresholds.json`.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { InputError } from "../../errors.ts";
import { ifPresent, writeFileAtomically } from "../../files.ts";
import { parseJson } from "../../json.ts";
import {
  defaultThreshold,
  type Limit,
  type StoredThreshold,
  THRESHOLD_NAMES,
} from "./thresholds.ts";

/** Name of the file in a model's folder. */
export const THRESHOLDS_NAME = "thresholds.json";

const alarms = z.strictObject({
  rate: z.number(),
  low: z.number(),
  high: z.number(),
  level: z.number(),
});
const limit = z.strictObject({ value: z.number(), falseAlarms: alarms.optional() });

/** Checks thresholds in files. */
export const storedThreshold: z.ZodType<StoredThreshold> = z.strictObject({
  name: z.enum(THRESHOLD_NAMES),
  source: z.string(),
  image: limit,
  pixel: limit.optional(),
});

/** The content of the file. */
export interface StoredThresholds {
  /** Version of this format. */
  readonly format: 1;
  /** Of the method's own scores. */
  readonly thresholds: readonly StoredThreshold[];
  /** Of its calibrated ones, if it has them. */
  readonly calibrated?: readonly StoredThreshold[];
}

const file: z.ZodType<StoredThresholds> = z.strictObject({
  format: z.literal(1),
  thresholds: z.array(storedThreshold).min(1),
  calibrated: z.array(storedThreshold).min(1).optional(),
});

/**
 * Writes `thresholds.json` beside a model.
 *
 * @param thresholds Of the method's own scores.
 * @param calibrated Of its calibrated ones, if it has them.
 */
export async function saveThresholds(
  folder: string,
  thresholds: readonly StoredThreshold[],
  calibrated?: readonly StoredThreshold[],
): Promise<void> {
  const text = JSON.stringify({ format: 1, thresholds, calibrated }, null, 2) + "\n";
  await writeFileAtomically(`${folder}/${THRESHOLDS_NAME}`, text);
}

/**
 * Reads the thresholds of a model; none if it has no such file, as in models of earlier versions.
 *
 * @param kind The scores that they are of.
 * @throws {InputError} If the file is damaged, naming it.
 *
 * @example
 * ```ts
 * import { loadThresholds, saveThresholds } from "./stored_thresholds.ts";
 * import { chooseThresholds } from "./thresholds.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * const thresholds = chooseThresholds({ scores: [1, 2], of: "the 2 training images" });
 * await saveThresholds(folder, thresholds);
 * assertEquals(await loadThresholds(folder), thresholds);
 * ```
 */
export async function loadThresholds(
  folder: string,
  kind: "own" | "calibrated" = "own",
): Promise<readonly StoredThreshold[]> {
  const { thresholds = [], calibrated = [] } = await readThresholds(folder) ?? {};
  return kind === "own" ? thresholds : calibrated;
}

/**
 * Reads all thresholds of a model; nothing if it has no such file.
 *
 * @throws {InputError} If the file is damaged, naming it.
 */
export async function readThresholds(folder: string): Promise<StoredThresholds | undefined> {
  const path = `${folder}/${THRESHOLDS_NAME}`;
  const text = await ifPresent(Deno.readTextFile(path));
  return text === undefined ? undefined : parseConfig(file, parseJson(text, path), path);
}

/**
 * Finds the threshold that an option names, by name or as a number.
 *
 * @param thresholds Of the model.
 * @param choice `99%`, `highest`, or a number in the unit of scores. Default: that of the model.
 * @param kind Whether the decision is about images or pixels.
 * @returns Absent if none is given and the model has none.
 * @throws {InputError} If the model lacks what is named, or pixels are to be judged and its method has
 * no maps.
 *
 * @example
 * ```ts
 * import { pickLimit } from "./stored_thresholds.ts";
 * import { chooseThresholds } from "./thresholds.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const thresholds = chooseThresholds({ scores: [1, 2], of: "the 2 training images" });
 * assertEquals(pickLimit(thresholds, "highest", "image")?.value, 2);
 * assertEquals(pickLimit(thresholds, "0.5", "image")?.value, 0.5);
 * ```
 */
export function pickLimit(
  thresholds: readonly StoredThreshold[],
  choice: string | undefined,
  kind: "image" | "pixel",
): (Limit & { readonly source: string }) | undefined {
  const option = kind === "image" ? "--threshold" : "--pixel-threshold";
  if (choice === undefined && thresholds.length === 0) return undefined;
  if (choice !== undefined && thresholds.length > 0 && !thresholds.some((found) => found[kind])) {
    throw new InputError(`${option} ${choice}: the method has no maps; leave the option out`);
  }
  if (choice !== undefined && choice.trim() !== "" && Number.isFinite(Number(choice))) {
    const confused = THRESHOLD_NAMES.some((name) => name === `${choice.trim()}%`);
    const hint = confused ? `, a score, not the threshold ${choice.trim()}%` : "";
    return { value: Number(choice), source: `${choice}, as given${hint}` };
  }
  const found = choice === undefined
    ? defaultThreshold(thresholds)
    : thresholds.find(({ name }) => name === choice);
  if (!found) {
    const known = thresholds.map(({ name }) => name);
    throw new InputError(
      `${option} ${choice}: ` +
        (known.length > 0
          ? `the model has ${known.join(", ")}; name one of them or give a number`
          : "the model has no thresholds; give a number"),
    );
  }
  const limit = found[kind];
  return limit && { ...limit, source: found.source };
}

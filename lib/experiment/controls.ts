/**
 * What scores without a network reach on the images of a run, and whether a method clears them.
 *
 * @module
 */
import { z } from "zod";
import type { CategoryImages, ImageSet } from "../data/mod.ts";
import type { Calibration } from "../detector/calibration/calibration.ts";
import type { CalibrationOptions } from "../detector/calibration/options.ts";
import { type ControlName, CONTROLS, createControls } from "../detector/controls.ts";
import { auroc, deLongInterval } from "../metrics/mod.ts";
import { batchResults } from "../train/batch_results.ts";
import { calibrate, type Calibrated } from "../detector/calibration/calibrate.ts";

/** An image AUROC with DeLong's interval of 95 %, absent where there is one image of a kind. */
export interface ControlAuroc {
  /** Of all test images. */
  readonly value: number;
  /** Lower bound. */
  readonly low?: number;
  /** Upper bound. */
  readonly high?: number;
}

/** What each control reaches; one that is the same for all test images is left out. */
export type ControlResults = Partial<
  Readonly<Record<ControlName, { readonly own: ControlAuroc; readonly calibrated?: ControlAuroc }>>
>;

const aurocSchema = z.strictObject({
  value: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
});

/** Checks them in files. */
export const controlResults: z.ZodType<ControlResults> = z.partialRecord(
  z.enum(CONTROLS),
  z.strictObject({ own: aurocSchema, calibrated: aurocSchema.optional() }),
);

/**
 * Scores the test images by each control, as it is and calibrated as methods are.
 *
 * @param data Training and test images; some of these anomalous.
 * @throws {StoppedError} If `signal` is aborted.
 */
export async function measureControls(
  { train, test }: Pick<CategoryImages, "train" | "test">,
  options: { readonly options?: CalibrationOptions; readonly signal?: AbortSignal } = {},
): Promise<ControlResults> {
  const labels = test.files.map(({ label }) => label);
  const results: Partial<Record<ControlName, { own: ControlAuroc; calibrated?: ControlAuroc }>> =
    {};
  const controls = await createControls(train);
  try {
    for (const name of CONTROLS) {
      const result = await calibrate(controls[name], train, options);
      using calibration = "calibration" in result ? result.calibration : undefined;
      const scores = await scoresOf(controls[name], test, { ...options, calibration });
      const own = aurocOf(scores.own, labels);
      const calibrated = scores.calibrated && aurocOf(scores.calibrated, labels);
      if (own) results[name] = { own, ...(calibrated && { calibrated }) };
    }
  } finally {
    for (const name of CONTROLS) controls[name][Symbol.dispose]();
  }
  return results;
}

async function scoresOf(
  control: Calibrated,
  test: ImageSet,
  { calibration, signal }: { calibration?: Calibration; signal?: AbortSignal },
): Promise<{ own: number[]; calibrated?: number[] }> {
  const all = { own: [] as number[], calibrated: [] as number[] };
  const batches = batchResults(test, (images) => {
    const scored = control.score(images);
    const calibrated = calibration?.apply(images, scored).calibrated;
    return { own: scored.scores, ...(calibrated && { calibrated }) };
  }, { activity: "controls", signal });
  for await (const { values } of batches) {
    all.own.push(...values.get("own")!);
    all.calibrated.push(...values.get("calibrated") ?? []);
  }
  return { own: all.own, ...(calibration && { calibrated: all.calibrated }) };
}

function aurocOf(
  scores: readonly number[],
  labels: readonly (0 | 1)[],
): ControlAuroc | undefined {
  if (scores.every((score) => score === scores[0])) return undefined;
  const value = auroc(scores, labels);
  const few = [0, 1].some((label) => labels.filter((other) => other === label).length < 2);
  if (few) return { value };
  const { low, high } = deLongInterval(scores, labels);
  return { value, low, high };
}

/** The best control by a kind of score. */
export interface BestControl {
  /** Which it is. */
  readonly name: ControlName;
  /** Its image AUROC. */
  readonly value: number;
  /** Whether the method's interval lies above it; else it has learnt nothing beyond. */
  readonly cleared: boolean;
}

/**
 * Compares a method's image AUROC with the best control by the same kind of score.
 *
 * @param controls Of the run.
 * @param kind Calibrated scores are compared with calibrated controls.
 * @param low Lower bound of the method's interval.
 * @returns Absent where no control was measured.
 *
 * @example
 * ```ts
 * import { bestControl } from "./controls.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const controls = { blur: { own: { value: 0.7 } }, meanImage: { own: { value: 0.8 } } };
 * const best = bestControl(controls, "own", 0.75);
 * assertEquals(best, { name: "meanImage", value: 0.8, cleared: false });
 * ```
 */
export function bestControl(
  controls: ControlResults | undefined,
  kind: "own" | "calibrated",
  low: number,
): BestControl | undefined {
  const found = CONTROLS.flatMap((name) => {
    const value = controls?.[name]?.[kind]?.value;
    return value === undefined ? [] : [{ name, value }];
  }).toSorted((a, b) => b.value - a.value);
  const [best] = found;
  return best && { ...best, cleared: low > best.value };
}

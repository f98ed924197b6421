/**
 * Results of scores without a network on the images of a run, and whether a method beats them.
 *
 * @module
 */
import { z } from "zod";
import { type ControlName, CONTROLS } from "../../detector/thresholds/controls.ts";

/**
 * An image AUROC with DeLong's 95 % interval, which is absent where there is only one image of a
 * kind.
 */
export interface ControlAuroc {
  /** The AUROC over all test images. */
  readonly value: number;
  /** Lower bound. */
  readonly low?: number;
  /** Upper bound. */
  readonly high?: number;
}

/** The results of each control; one with the same score for all test images is left out. */
export type ControlResults = Partial<
  Readonly<Record<ControlName, { readonly own: ControlAuroc; readonly calibrated?: ControlAuroc }>>
>;

const aurocSchema = z.strictObject({
  value: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
});

/** Schema of {@linkcode ControlResults} in files. */
export const controlResults: z.ZodType<ControlResults> = z.partialRecord(
  z.enum(CONTROLS),
  z.strictObject({ own: aurocSchema, calibrated: aurocSchema.optional() }),
);

/** AUROC of a guess. */
const CHANCE = 0.5;

/** The best control for a kind of score. */
export interface BestControl {
  /** Name of the control. */
  readonly name: ControlName;
  /** Its image AUROC. */
  readonly value: number;
  /** Whether the method's interval lies above it and above chance; if not, nothing beyond was learnt. */
  readonly cleared: boolean;
}

/**
 * Compares a method's image AUROC with the best control by the same kind of score.
 *
 * @param controls The controls of the run.
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
  return best && { ...best, cleared: low > Math.max(best.value, CHANCE) };
}

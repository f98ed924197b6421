/**
 * What scores without a network reach on the images of a run, and whether a method clears them.
 *
 * @module
 */
import { z } from "zod";
import { type ControlName, CONTROLS } from "../detector/controls.ts";

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

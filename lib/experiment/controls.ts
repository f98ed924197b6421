/**
 * Measures scores without a network on the images of a run.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { CategoryImages, ImageSet } from "../data/mod.ts";
import type { Calibration } from "../detector/calibration/calibration.ts";
import type { CalibrationOptions } from "../detector/calibration/options.ts";
import { type ControlName, CONTROLS, createControls } from "../detector/controls.ts";
import { scoreBatch } from "../detector/scoring/score_batch.ts";
import { auroc, deLongInterval } from "../metrics/mod.ts";
import { hasTwoOfEach } from "../metrics/validation.ts";
import type { ControlAuroc, ControlResults } from "../record/controls.ts";
import { batchResults } from "../train/batch_results.ts";
import { calibrate, type Calibrated } from "../detector/calibration/calibrate.ts";

/**
 * Scores the test images by each control, both raw and calibrated in the way methods are.
 *
 * @param data Training images, and test images of which some are anomalous.
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
  const compute = (images: tf.Tensor4D) =>
    scoreBatch(control, images, (scored) => {
      const calibrated = calibration?.apply(images, scored).calibrated;
      return { own: scored.scores, ...(calibrated && { calibrated }) };
    });
  const batches = batchResults(test, compute, { activity: "controls", signal });
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
  if (!hasTwoOfEach(labels)) return { value };
  const { low, high } = deLongInterval(scores, labels);
  return { value, low, high };
}

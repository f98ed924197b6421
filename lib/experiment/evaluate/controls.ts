/**
 * Measures scores without a network on the images of a run.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { append } from "../../append.ts";
import type { CategoryImages, ImageSet } from "../../data/mod.ts";
import { calibrate } from "../../detector/calibration/calibrate.ts";
import type { Calibration } from "../../detector/calibration/calibration.ts";
import type { CalibrationOptions } from "../../detector/calibration/options.ts";
import {
  type Control,
  type ControlName,
  CONTROLS,
  createControls,
} from "../../detector/thresholds/controls.ts";
import { auroc, deLongInterval } from "../../metrics/mod.ts";
import { hasTwoOfEach } from "../../metrics/statistics/validation.ts";
import type { ControlAuroc, ControlResults } from "../../record/run/controls.ts";
import { batchResults } from "../../train/batch_results.ts";
import type { ProgressOptions } from "../../train/progress.ts";

/**
 * Scores the test images by each control, both raw and calibrated in the way methods are.
 *
 * @param data Training images, and test images of which some are anomalous.
 * @param options.onProgress Called where images are decoded again; otherwise it takes seconds.
 * @throws {StoppedError} If `signal` is aborted.
 */
export async function measureControls(
  { train, test }: Pick<CategoryImages, "train" | "test">,
  { options, onProgress, signal }: ProgressOptions & {
    readonly options?: CalibrationOptions;
  } = {},
): Promise<ControlResults> {
  const labels = test.files.map(({ label }) => label);
  const count = train.files.length;
  const total = (1 + CONTROLS.length) * count + test.files.length;
  const tells = train.streamed || test.streamed;
  /** Progress within one pass as progress of all. */
  const after = (before: number): ProgressOptions => ({
    signal,
    ...(tells && {
      onProgress: ({ done }) => onProgress?.({ phase: "controls", done: before + done, total }),
    }),
  });
  const controls = await createControls(train, after(0));
  const calibrations: Partial<Record<ControlName, Calibration>> = {};
  try {
    for (const [i, name] of CONTROLS.entries()) {
      const result = await calibrate(controls[name], train, {
        options,
        ...after((1 + i) * count),
      });
      if ("calibration" in result) calibrations[name] = result.calibration;
    }
    const before = total - test.files.length;
    const scores = await scoreTest(test, { controls, calibrations, ...after(before) });
    const results: Record<string, ControlResults[ControlName]> = {};
    for (const name of CONTROLS) {
      const own = aurocOf(scores(name), labels);
      const calibrated = calibrations[name] && aurocOf(scores(calibratedName(name)), labels);
      if (own) results[name] = { own, ...(calibrated && { calibrated }) };
    }
    return results;
  } finally {
    for (const name of CONTROLS) {
      controls[name][Symbol.dispose]();
      calibrations[name]?.[Symbol.dispose]();
    }
  }
}

/** Scores by all controls, and calibrated ones where there are any, in one pass over the images. */
async function scoreTest(
  test: ImageSet,
  { controls, calibrations, onProgress, signal }: ProgressOptions & {
    readonly controls: Readonly<Record<ControlName, Control>>;
    readonly calibrations: Readonly<Partial<Record<ControlName, Calibration>>>;
  },
): Promise<(name: string) => readonly number[]> {
  const all = new Map<string, number[]>();
  const compute = (images: tf.Tensor4D) =>
    tf.tidy(() => {
      const results: Record<string, tf.Tensor> = {};
      for (const name of CONTROLS) {
        const scored = controls[name].score(images);
        const calibrated = calibrations[name]?.apply(images, scored).calibrated;
        results[name] = scored.scores;
        if (calibrated) results[calibratedName(name)] = calibrated;
      }
      return results;
    });
  const batches = batchResults(test, compute, { activity: "controls", signal });
  for await (const { start, count, values } of batches) {
    for (const [name, scores] of values) {
      if (!all.has(name)) all.set(name, []);
      append(all.get(name)!, scores);
    }
    onProgress?.({ phase: "controls", done: start + count, total: test.files.length });
  }
  return (name) => all.get(name) ?? [];
}

function calibratedName(name: ControlName): string {
  return `${name}, calibrated`;
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

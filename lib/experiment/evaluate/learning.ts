/**
 * Whether a training taught a detector anything.
 *
 * @module
 */
import { type CategoryImages, toBatch } from "../../data/mod.ts";
import type { Calibration } from "../../detector/calibration/calibration.ts";
import type { Detector, FitReport } from "../../detector/contract/detector.ts";
import { scoreTraining, type TrainingScores } from "../../detector/scoring/score_training.ts";
import { separation } from "../../metrics/images/separation.ts";
import { type TrivialErrors, TrivialErrorSums } from "../../metrics/mod.ts";
import { average } from "../../metrics/statistics/average.ts";
import type { Learning } from "../../record/run/diagnostics.ts";
import type { ProgressOptions } from "../../train/progress.ts";

/** A detector is overfitted if normal test images score above training images at least this often. */
const OVERFITTED = 0.9;

/** Reconstructions with no more than this share of the images' variance are all one image. */
const COLLAPSED = 1e-3;

/** Results on training images, to be compared with those on test images. */
export interface TrainingResults extends TrainingScores {
  /** Absent where the method does not reconstruct or there is only one image. */
  readonly errors?: TrivialErrors;
}

/**
 * Scores training images and compares their reconstructions with ones that need no network.
 *
 * @param data The images trained on; where those are tiles, the whole images are scored, so that
 * their scores are comparable with those of test images.
 */
export async function examineTraining(
  detector: Detector,
  { train: images, wholeTrain }: Pick<CategoryImages, "train" | "wholeTrain">,
  options: ProgressOptions & { calibration?: Calibration } = {},
): Promise<TrainingResults> {
  const sums = new TrivialErrorSums(images.channels);
  const values = images.height * images.width * images.channels;
  let rebuilt = 0;
  const scored = await scoreTraining(detector, images, {
    ...options,
    onPart: async (set, { reconstructions }) => {
      if (!reconstructions) return;
      for (let i = 0; i < set.files.length; i++) {
        sums.add(await toBatch(set, [i]), reconstructions.subarray(i * values, (i + 1) * values));
        rebuilt++;
      }
    },
  });
  const whole = wholeTrain && await scoreTraining(detector, wholeTrain, options);
  return { ...whole ?? scored, ...(rebuilt > 1 && { errors: sums.errors() }) };
}

/**
 * Judges a training. A network that rebuilds its training images no better than their mean image, or
 * than the mean colour of each, has learnt nothing, nor has one whose method says so.
 *
 * @param training From {@linkcode examineTraining}.
 * @param heldOut Raw scores of the normal test images.
 * @param untrained The method's own verdict; see `FitReport.untrained`.
 * @returns The record's entry, and a sentence for each thing that the user should know.
 */
export function judgeLearning(
  { scores, errors }: TrainingResults,
  heldOut: readonly number[],
  untrained?: FitReport["untrained"],
): { readonly learning: Learning; readonly warnings: readonly string[] } {
  const reason = untrained ?? (errors && reasonOf(errors));
  const heldOutAbove = separation(scores, heldOut);
  const learning: Learning = {
    trained: reason === undefined,
    ...(reason !== undefined && { reason }),
    images: scores.length,
    ...(errors && { errors }),
    scores: { training: average(scores), heldOut: average(heldOut), heldOutAbove },
  };
  const { variety } = errors ?? {};
  return {
    learning,
    warnings: [
      ...(reason === undefined ? [] : [`not trained: ${reason}; train longer`]),
      ...(variety !== undefined && variety < COLLAPSED
        ? [
          `what is rebuilt hardly differs between images (${format(variety)} of their variance): ` +
          "the code or the generator has collapsed",
        ]
        : []),
      ...(heldOutAbove > OVERFITTED
        ? [
          `normal test images score above training images in ${
            (100 * heldOutAbove).toFixed(0)
          } % ` +
          "of all pairs: the training images were learnt by heart, or the test has other ones",
        ]
        : []),
    ],
  };
}

function reasonOf({ model, meanImage, ownMean }: TrivialErrors): string | undefined {
  const trivial = [
    { what: "their mean image", error: meanImage },
    { what: "each one's own mean colour", error: ownMean },
  ];
  const reached = trivial.find(({ error }) => error > 0 && model >= error);
  return reached && `the mean squared error of training images is ${format(model)}, that of ` +
      `${reached.what} ${format(reached.error)}`;
}

function format(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/**
 * Two halves of the training images.
 *
 * @module
 */
import { evenly } from "../../data/images/evenly.ts";
import type { Dataset, ImageFile } from "../../data/mod.ts";
import { InputError } from "../../errors.ts";
import { Random, STREAM } from "../../random.ts";

/** Training images, split into a half that is trained on and one that is held out. */
export interface Fold {
  /** Trained on, in the order of the dataset. */
  readonly fit: readonly ImageFile[];
  /** Scored, in the order of the dataset. */
  readonly heldOut: readonly ImageFile[];
}

/** Least number of images: two to train on, and two to score, one of which lends its texture. */
const LEAST = 4;

/**
 * Splits the training images into two halves by a seed; fold 0 holds out one of them, fold 1 the other.
 *
 * @param images Maximum number of images held out, spread evenly over the half.
 * @throws {InputError} For fewer than four training images.
 *
 * @example
 * ```ts
 * import { splitTraining } from "./folds.ts";
 * import { openTraining } from "../../data/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const bottle = await openTraining({ data: "data/sample/bottle" });
 * const { fit, heldOut } = splitTraining(bottle, { fold: 0, seed: 0, images: 20 });
 * assertEquals([fit.length, heldOut.length], [105, 20]);
 * ```
 */
export function splitTraining(
  { train, name }: Pick<Dataset, "train" | "name">,
  { fold, seed, images }: {
    readonly fold: 0 | 1;
    readonly seed: number;
    readonly images: number;
  },
): Fold {
  if (train.length < LEAST) {
    throw new InputError(
      `${name}: ${train.length} training images; tuning needs ${LEAST} or more, half of them to train ` +
        "on",
    );
  }
  const order = new Random(seed, STREAM.tuning).permutation(train.length);
  const first = new Set(order.slice(0, Math.floor(train.length / 2)));
  const isHeldOut = (index: number) => first.has(index) === (fold === 0);
  const all = train.filter((_, index) => isHeldOut(index));
  return {
    fit: train.filter((_, index) => !isHeldOut(index)),
    heldOut: evenly(all.length, images).map((i) => all[i]!),
  };
}

/**
 * Keeps normal images out of training, so that their scores are those of new images.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { Random, STREAM } from "../../random.ts";
import type { Dataset } from "./dataset.ts";

/** Share of the normal images that is held out by default. */
export const HELD_OUT = 0.2;
/** The held-out images are the same for every seed of a training, so that runs can be compared. */
export const HELD_OUT_SEED = 0;

/**
 * Draws a share of some images, at least one, by a fixed seed; both parts keep the order.
 *
 * @param images Two or more; anything that stands for an image.
 * @param share In (0, 1).
 * @throws {InputError} If the share is 0 or leaves nothing to train on.
 *
 * @example
 * ```ts
 * import { drawHeldOut } from "./hold_out.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { kept, held } = drawHeldOut(["a", "b", "c", "d", "e"]);
 * assertEquals([kept.length, held.length], [4, 1]);
 * ```
 */
export function drawHeldOut<T>(
  images: readonly T[],
  share: number = HELD_OUT,
): { kept: T[]; held: T[] } {
  const count = Math.max(1, Math.round(images.length * share));
  if (!(share > 0) || count >= images.length) {
    throw new InputError(
      `--holdout ${share}: cannot be held out of ${images.length} normal images; ` +
        "at least one must be held out and one trained on",
    );
  }
  const order = new Random(HELD_OUT_SEED, STREAM.heldOut).permutation(images.length);
  const drawn = new Set(order.slice(0, count));
  return {
    kept: images.filter((_, i) => !drawn.has(i)),
    held: images.filter((_, i) => drawn.has(i)),
  };
}

/**
 * Sets normal images of the training aside.
 *
 * Without any test image they become normal test images, a fifth by default. If there are test
 * images, nothing is set aside unless a share is given: all training images are trained on, as for
 * published numbers.
 *
 * @param dataset As it was opened.
 * @param share Of the training images. Default: 0.2 without test images, else 0.
 * @throws {InputError} If the share cannot be set aside.
 *
 * @example
 * ```ts
 * import { holdOut } from "./hold_out.ts";
 * import { loadCategory } from "./mvtec.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const bottle = await loadCategory("data/sample/bottle");
 * const { train, heldOut } = holdOut(bottle, 0.1);
 * assertEquals([train.length, heldOut?.length], [188, 21]);
 * ```
 */
export function holdOut(dataset: Dataset, share?: number): Dataset {
  const { train, test, warnings, choice } = dataset;
  const testless = test.length === 0;
  if (!testless && !share) return dataset;
  if (train.length < 2 && share === undefined) {
    const where = dataset.root || dataset.name;
    throw new InputError(
      `${where}: ${train.length} training image and no test images; give two or more training ` +
        "images, or test images",
    );
  }
  const { kept, held } = drawHeldOut(train, share);
  const what = `${held.length} of ${train.length} training images ` +
    `(${Number((100 * (share ?? HELD_OUT)).toFixed(2))} %, seed ${HELD_OUT_SEED}) are held out`;
  return {
    ...dataset,
    train: kept,
    ...(testless ? { test: held } : { heldOut: held }),
    warnings: [
      ...warnings,
      testless ? `no test images: ${what} as normal ones` : `${what} for thresholds`,
    ],
    choice: { ...choice, holdout: share },
  };
}

/**
 * Checks that all metrics share.
 *
 * @module
 */
import { InputError } from "../../errors.ts";

/**
 * Refuses scores and labels for which no ranking metric is defined.
 *
 * @param metric Name for the message.
 * @param scores Raw scores.
 * @param labels 0 = normal, 1 = anomalous.
 * @throws {RangeError} If the lengths differ or a label is neither 0 nor 1.
 * @throws {InputError} If there are no scores, only one class, a score that is not finite, or
 * nothing but equal scores (which an AUROC of 0.5 would hide).
 */
export function checkScores(
  metric: string,
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): void {
  if (scores.length !== labels.length) {
    throw new RangeError(`${metric}: ${scores.length} scores for ${labels.length} labels`);
  }
  if (scores.length === 0) throw new InputError(`${metric}: no scores`);
  let anomalous = 0;
  let constant = true;
  for (let i = 0; i < scores.length; i++) {
    const [score, label] = [scores[i]!, labels[i]!];
    if (!Number.isFinite(score)) {
      throw new InputError(`${metric}: score ${i} of ${scores.length} is ${score}`);
    }
    if (label !== 0 && label !== 1) {
      throw new RangeError(`${metric}: label ${i} is ${label}, expected 0 or 1`);
    }
    anomalous += label;
    constant &&= score === scores[0];
  }
  if (anomalous === 0 || anomalous === scores.length) {
    const [found, missing] = anomalous === 0 ? ["normal", "anomalous"] : ["anomalous", "normal"];
    throw new InputError(
      `${metric}: all ${scores.length} labels are ${found}; it needs ${missing} ones too`,
    );
  }
  if (constant) {
    throw new InputError(
      `${metric}: all ${scores.length} scores are ${scores[0]}; the detector tells nothing apart`,
    );
  }
}

/** Whether there are two images or more of each kind, as an interval by DeLong needs. */
export function hasTwoOfEach(labels: readonly (0 | 1)[]): boolean {
  const anomalous = labels.filter((label) => label === 1).length;
  return anomalous >= 2 && labels.length - anomalous >= 2;
}

/**
 * Refuses a number that is not the coverage of an interval.
 *
 * @throws {RangeError} For a level outside (0, 1).
 */
export function checkLevel(level: number): void {
  if (!(level > 0 && level < 1)) throw new RangeError(`Cannot use level ${level}: expected (0, 1)`);
}

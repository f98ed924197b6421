/**
 * AUROC of pixels of many sets of images against the same normal images.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { sortDescending } from "../images/ranking.ts";

/**
 * Pixels of normal images, sorted once, against which those of other images are compared.
 *
 * @example
 * ```ts
 * import { PixelReference } from "./pixel_separation.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const reference = new PixelReference(Float32Array.of(1, 2, 3));
 * assertEquals(reference.auroc(Float32Array.of(2, 3), Uint8Array.of(0, 1)), 0.875);
 * ```
 */
export class PixelReference {
  readonly #normal: Float32Array;

  /**
   * Sorts them.
   *
   * @param normal Raw scores of normal pixels.
   * @throws {InputError} If one is not finite.
   */
  constructor(normal: Float32Array) {
    this.#normal = sortFinite(normal);
  }

  /**
   * AUROC of the reference's pixels and these together, the same number as `pixelAuroc`.
   *
   * @param scores Raw scores.
   * @param masks 1 = anomalous pixel, 0 = normal.
   * @returns `undefined` where no pixel is anomalous or all scores are equal.
   * @throws {InputError} If a score is not finite.
   * @throws {RangeError} If the lengths differ.
   */
  auroc(scores: Float32Array, masks: Uint8Array): number | undefined {
    if (scores.length !== masks.length) {
      throw new RangeError(`${scores.length} scores for ${masks.length} pixels of masks`);
    }
    const [normal, anomalous] = split(scores, masks).map(sortFinite) as [
      Float32Array,
      Float32Array,
    ];
    const pairs = anomalous.length * (this.#normal.length + normal.length);
    if (pairs === 0) return undefined;
    const values = [anomalous, normal, this.#normal].filter(({ length }) => length > 0);
    const [first] = anomalous;
    if (values.every((sorted) => sorted[0] === first && sorted.at(-1) === first)) return undefined;
    return (pairsWon(anomalous, normal) + pairsWon(anomalous, this.#normal)) / pairs;
  }
}

/** Normal and anomalous pixels. */
function split(scores: Float32Array, masks: Uint8Array): [Float32Array, Float32Array] {
  const all = new Float32Array(scores.length); // anomalous ones from the end
  let [normal, anomalous] = [0, all.length];
  for (let i = 0; i < all.length; i++) all[masks[i] ? --anomalous : normal++] = scores[i]!;
  return [all.subarray(0, normal), all.subarray(normal)];
}

function sortFinite(scores: Float32Array): Float32Array {
  const sorted = sortDescending(scores);
  // What is not finite is sorted to either end.
  for (const end of [sorted[0], sorted.at(-1)]) {
    if (end !== undefined && !Number.isFinite(end)) {
      throw new InputError(`pixel AUROC: a score of ${sorted.length} is ${end}`);
    }
  }
  return sorted;
}

/** Pairs in which the first score is the higher one, ties as half; both lists descend. */
function pairsWon(first: Float32Array, second: Float32Array): number {
  let [won, above, end] = [0, 0, 0]; // of `first`: higher, and at least as high
  for (let i = 0; i < second.length;) {
    const score = second[i]!;
    let next = i + 1;
    while (next < second.length && second[next] === score) next++;
    while (above < first.length && first[above]! > score) above++;
    end = Math.max(end, above);
    while (end < first.length && first[end] === score) end++;
    won += (next - i) * (above + end) / 2;
    i = next;
  }
  return won;
}

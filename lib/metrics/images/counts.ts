/**
 * Counts what each threshold finds, which is all that ranking metrics need to know.
 *
 * @module
 */
import { checkScores } from "../statistics/validation.ts";
import { rankDescending, type Ranking } from "./ranking.ts";

/** Counts at each distinct score as a threshold, highest first; equal scores are one threshold. */
export interface ThresholdCounts {
  /** Distinct scores, descending `[k]`. */
  readonly thresholds: Float32Array | Float64Array;
  /** Anomalous samples that score at least the threshold `[k]`; the last entry is all of them. */
  readonly anomalous: Uint32Array;
  /** Normal samples that score at least the threshold `[k]`; the last entry is all of them. */
  readonly normal: Uint32Array;
}

/**
 * Checks and counts; every metric that depends only on the order of scores starts here.
 *
 * @param metric Name for the message.
 * @param scores Raw scores.
 * @param labels 0 = normal, 1 = anomalous.
 * @throws {InputError} As `checkScores`.
 * @throws {RangeError} As `checkScores`.
 */
export function countSamples(
  metric: string,
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): ThresholdCounts {
  checkScores(metric, scores, labels);
  return countRanked(rankDescending(scores), labels);
}

/** Counts scores that are sorted already. */
export function countRanked(
  { order, sorted }: Ranking,
  labels: ArrayLike<number>,
): ThresholdCounts {
  const n = order.length;
  const thresholds = sorted instanceof Float32Array ? new Float32Array(n) : new Float64Array(n);
  const [anomalous, normal] = [new Uint32Array(n), new Uint32Array(n)];
  let [k, hits] = [-1, 0];
  for (let rank = 0; rank < n; rank++) {
    hits += labels[order[rank]!]!;
    if (rank === 0 || sorted[rank] !== sorted[rank - 1]) thresholds[++k] = sorted[rank]!;
    anomalous[k] = hits;
    normal[k] = rank + 1 - hits;
  }
  return {
    thresholds: thresholds.subarray(0, k + 1),
    anomalous: anomalous.subarray(0, k + 1),
    normal: normal.subarray(0, k + 1),
  };
}

/** Counts of resamples of the same scores, which are sorted only once. */
export class ResampledCounts {
  readonly #order: Uint32Array;
  readonly #sorted: Float32Array | Float64Array;
  /** Labels in that order. */
  readonly #labels: Uint8Array;
  readonly #counts: ThresholdCounts;

  /**
   * Sorts the scores.
   *
   * @param scores Raw scores, finite.
   * @param labels 0 = normal, 1 = anomalous.
   */
  constructor(scores: ArrayLike<number>, labels: ArrayLike<number>) {
    const { order, sorted } = rankDescending(scores);
    [this.#order, this.#sorted] = [order, sorted];
    this.#labels = Uint8Array.from(order, (i) => labels[i]!);
    const n = order.length;
    this.#counts = {
      thresholds: sorted.slice(),
      anomalous: new Uint32Array(n),
      normal: new Uint32Array(n),
    };
  }

  /**
   * Counts one resample, as {@linkcode countSamples} counts the drawn samples.
   *
   * @param times How often each sample was drawn.
   * @returns Counts that the next call overwrites.
   */
  of(times: ArrayLike<number>): ThresholdCounts {
    const { thresholds, anomalous, normal } = this.#counts;
    const [order, sorted, labels] = [this.#order, this.#sorted, this.#labels];
    let [k, hits, total] = [-1, 0, 0];
    for (let rank = 0; rank < order.length; rank++) {
      const count = times[order[rank]!]!;
      if (count === 0) continue;
      if (k < 0 || sorted[rank] !== thresholds[k]) thresholds[++k] = sorted[rank]!;
      if (labels[rank] === 1) hits += count;
      total += count;
      anomalous[k] = hits;
      normal[k] = total - hits;
    }
    return {
      thresholds: thresholds.subarray(0, k + 1),
      anomalous: anomalous.subarray(0, k + 1),
      normal: normal.subarray(0, k + 1),
    };
  }
}

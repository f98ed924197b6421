/**
 * Variance and comparison of AUROCs without resampling.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { normalCdf, normalQuantile } from "../statistics/normal.ts";
import { checkLevel, checkScores } from "../statistics/validation.ts";
import { countRanked } from "./counts.ts";
import { rankDescending } from "./ranking.ts";

/** An estimate with its normal interval. */
export interface NormalInterval {
  /** Lower bound. */
  readonly low: number;
  /** Upper bound. */
  readonly high: number;
  /** Coverage, for example 0.95. */
  readonly level: number;
  /** Standard error of the estimate. */
  readonly standardError: number;
}

/** Two AUROCs on the same samples. */
export interface DeLongTest extends NormalInterval {
  /** AUROC of the first scores minus that of the second. */
  readonly difference: number;
  /** Difference over its standard error. */
  readonly z: number;
  /** Probability of a difference as large in either direction if both were equally good. */
  readonly p: number;
}

/**
 * Interval of the AUROC by DeLong: `A ± z √(S₁/n₁ + S₀/n₀)`, cut to [0, 1].
 *
 * S₁ is the sample variance, over anomalous samples, of the share of normal ones that each beats; S₀
 * is the one, over normal samples, of the share of anomalous ones that beat each; ties count one
 * half. Both come from one sort, O(n log n). If scores separate the classes perfectly, nothing
 * varies: the standard error is 0 and the interval a point, which means that the test set is too easy
 * to tell, not that the value is certain.
 *
 * Source: DeLong et al., Biometrics 44, 1988; Sun and Xu, IEEE Signal Processing Letters 21, 2014.
 *
 * @param scores Raw scores, larger = more anomalous.
 * @param labels 0 = normal, 1 = anomalous.
 * @param options.level Coverage. Default 0.95.
 * @throws {InputError} As `auroc`, and for fewer than two samples of a class.
 * @throws {RangeError} For a level outside (0, 1).
 *
 * @example
 * ```ts
 * import { deLongInterval } from "./delong.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { standardError } = deLongInterval([1, 3, 2, 4], [0, 0, 1, 1]); // AUROC 0.75
 * assertAlmostEquals(standardError, Math.sqrt(0.125 / 2 + 0.125 / 2));
 * ```
 */
export function deLongInterval(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  { level = 0.95 }: { level?: number } = {},
): NormalInterval {
  const { mean, variance } = estimate(wins(scores, labels), labels);
  return interval(mean, variance, { level, least: 0 });
}

/**
 * Compares two detectors by their scores on the same images, by DeLong's paired test.
 *
 * The variance of the difference is that of {@linkcode deLongInterval} with each sample's difference
 * of shares in place of its share, which is `V₁ + V₂ − 2 C₁₂`. If it is 0, equal AUROCs have z = 0
 * and p = 1, others an infinite z and p = 0.
 *
 * Source: DeLong et al., Biometrics 44, 1988.
 *
 * @param options.first Raw scores of one detector.
 * @param options.second Raw scores of the other, in the same order.
 * @param options.labels 0 = normal, 1 = anomalous.
 * @param options.level Coverage of the interval of the difference. Default 0.95.
 * @throws {InputError} As {@linkcode deLongInterval}, for either scores.
 * @throws {RangeError} For a level outside (0, 1).
 *
 * @example
 * ```ts
 * import { deLongTest } from "./delong.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const labels = [0, 0, 1, 1];
 * const { difference, p } = deLongTest({ first: [1, 3, 2, 4], second: [10, 30, 20, 40], labels });
 * assertEquals([difference, p], [0, 1]);
 * ```
 */
export function deLongTest(
  { first, second, labels, level = 0.95 }: {
    first: ArrayLike<number>;
    second: ArrayLike<number>;
    labels: ArrayLike<number>;
    level?: number;
  },
): DeLongTest {
  const others = wins(second, labels);
  const differences = wins(first, labels).map((won, i) => won - others[i]!);
  const { mean: difference, variance } = estimate(differences, labels);
  const bounds = interval(difference, variance, { level, least: -1 });
  const z = difference === 0 ? 0 : difference / bounds.standardError;
  return { difference, ...bounds, z, p: 2 * normalCdf(-Math.abs(z)) };
}

/**
 * For each anomalous sample, how many normal ones it beats; for each normal one, how many anomalous
 * ones beat it; a tie is half a win, so these are exact.
 */
function wins(scores: ArrayLike<number>, labels: ArrayLike<number>): Float64Array {
  checkScores("DeLong", scores, labels);
  const ranking = rankDescending(scores);
  const { order } = ranking;
  const { anomalous, normal } = countRanked(ranking, labels);
  const [hits, misses] = [anomalous.at(-1)!, normal.at(-1)!];
  if (hits < 2 || misses < 2) {
    throw new InputError(
      `DeLong: ${misses} normal and ${hits} anomalous; its variance needs two of each`,
    );
  }
  const won = new Float64Array(order.length);
  let [above, below, rank] = [0, 0, 0]; // anomalous and normal samples of higher scores
  for (let k = 0; k < normal.length; k++) {
    const ofAnomalous = misses - (below + normal[k]!) / 2;
    const ofNormal = (above + anomalous[k]!) / 2;
    [above, below] = [anomalous[k]!, normal[k]!];
    for (; rank < above + below; rank++) {
      won[order[rank]!] = labels[order[rank]!] === 1 ? ofAnomalous : ofNormal;
    }
  }
  return won;
}

/** Mean share of won pairs, and its variance. */
function estimate(
  won: Float64Array,
  labels: ArrayLike<number>,
): { mean: number; variance: number } {
  const [normal, anomalous] = [0, 1].map((label) => won.filter((_, i) => labels[i] === label));
  const pairs = normal!.length * anomalous!.length;
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const part = (own: Float64Array, others: number) => {
    const mean = sum(own) / own.length;
    const squares = sum(own.map((value) => (value - mean) ** 2));
    return squares / (own.length - 1) / others ** 2 / own.length;
  };
  return {
    mean: sum(anomalous!) / pairs,
    variance: part(anomalous!, normal!.length) + part(normal!, anomalous!.length),
  };
}

/** Normal interval, cut to [`least`, 1]. */
function interval(
  value: number,
  variance: number,
  { level, least }: { level: number; least: number },
): NormalInterval {
  checkLevel(level);
  const standardError = Math.sqrt(variance);
  const reach = normalQuantile((1 + level) / 2) * standardError;
  return {
    low: Math.max(value - reach, least),
    high: Math.min(value + reach, 1),
    level,
    standardError,
  };
}

/**
 * Thresholds between normal and anomalous, on which no anomalous image has any influence.
 *
 * @module
 */
import {
  type FalseAlarms,
  falseAlarmsAbove,
  type HeldOutThreshold,
  heldOutThreshold,
  quantileThreshold,
} from "../../metrics/mod.ts";

/** Names of thresholds, as options take them. */
export const THRESHOLD_NAMES = ["highest", "99%", "99.9%"] as const;

/** One of {@linkcode THRESHOLD_NAMES}. */
export type ThresholdName = typeof THRESHOLD_NAMES[number];

const QUANTILES = { "99%": 0.99, "99.9%": 0.999 } as const;

/** A threshold's verdict on an image. */
export type Verdict = "normal" | "anomalous";

/** A score above the threshold is anomalous; one equal to it is not. */
export function verdictOf(score: number, threshold: number): Verdict {
  return score > threshold ? "anomalous" : "normal";
}

/** A score above which something counts as anomalous. */
export interface Limit {
  /** In the unit of scores. */
  readonly value: number;
  /** Among new normal images; absent if no image was held out to tell. */
  readonly falseAlarms?: FalseAlarms;
}

/** A decision about images, and about their pixels if the method has maps. */
export interface StoredThreshold {
  /** As options name it. */
  readonly name: ThresholdName;
  /** How it was chosen, to follow "the threshold is": `the highest score of …`. */
  readonly source: string;
  /** An image above it is anomalous. */
  readonly image: Limit;
  /** Pixels above it are marked; false alarms are normal images with any such pixel. */
  readonly pixel?: Limit;
}

/** Raw scores of normal images. */
export interface NormalScores {
  /** Of the images. */
  readonly scores: ArrayLike<number>;
  /** Highest value of each image's map, if the method has maps. */
  readonly peaks?: ArrayLike<number>;
}

/**
 * The highest training score and, if normal images were held out, the quantiles of their scores, each
 * with the false alarms to expect.
 *
 * @param training Of images that were trained on; `of` says which: `the 209 training images`.
 * @param heldOut Of normal images that were not.
 *
 * @example
 * ```ts
 * import { chooseThresholds } from "./thresholds.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const training = { scores: [1, 2], of: "the 2 training images" };
 * const [highest, quantile] = chooseThresholds(training, { scores: [1, 3] });
 * assertEquals([highest!.image.value, quantile!.image.value], [2, 3]);
 * assertEquals(highest!.image.falseAlarms!.rate, 0.5);
 * ```
 */
export function chooseThresholds(
  training: NormalScores & { readonly of: string },
  heldOut: NormalScores = { scores: [] },
): StoredThreshold[] {
  const count = heldOut.scores.length;
  const highest = (own: ArrayLike<number>, others: ArrayLike<number> = []): Limit => {
    const value = quantileThreshold(own);
    return { value, ...(count > 0 && { falseAlarms: falseAlarmsAbove(others, value) }) };
  };
  const of = ({ value, falseAlarms }: HeldOutThreshold): Limit => ({ value, falseAlarms });
  const { peaks } = heldOut;
  return [
    {
      name: "highest",
      source: `the highest score of ${training.of}`,
      image: highest(training.scores, heldOut.scores),
      ...(training.peaks && { pixel: highest(training.peaks, peaks) }),
    },
    ...(count === 0 ? [] : (["99%", "99.9%"] as const).map((name): StoredThreshold => ({
      name,
      source: describeQuantile(name, count),
      image: of(heldOutThreshold(heldOut.scores, QUANTILES[name])),
      ...(peaks && { pixel: of(heldOutThreshold(peaks, QUANTILES[name])) }),
    }))),
  ];
}

function describeQuantile(name: "99%" | "99.9%", count: number): string {
  const needed = Math.round(1 / (1 - QUANTILES[name])) - 1;
  return count >= needed
    ? `the ${name} quantile of ${count} held-out normal images`
    : `the highest of ${count} held-out normal images; ${name} needs ${needed}`;
}

/**
 * The threshold that decides by default: `99%`, the strictest that a hundred images support;
 * `highest` if none was held out.
 *
 * @example
 * ```ts
 * import { chooseThresholds, defaultThreshold } from "./thresholds.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const thresholds = chooseThresholds({ scores: [1, 2], of: "the 2 training images" });
 * assertEquals(defaultThreshold(thresholds).name, "highest");
 * ```
 */
export function defaultThreshold(thresholds: readonly StoredThreshold[]): StoredThreshold {
  return thresholds.find(({ name }) => name === "99%") ?? thresholds[0]!;
}

/**
 * `2.3 % false alarms expected [0.1, 8.4] at 95 %`.
 *
 * @example
 * ```ts
 * import { describeAlarms } from "./thresholds.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const alarms = { rate: 0.023, low: 0.001, high: 0.084, level: 0.95 };
 * assertEquals(describeAlarms(alarms), "2.3 % false alarms expected [0.1, 8.4] at 95 %");
 * ```
 */
export function describeAlarms(alarms: FalseAlarms | undefined): string {
  if (!alarms) return "false alarms not known: no images were held out";
  const percent = (value: number) => Number((100 * value).toPrecision(2));
  return `${percent(alarms.rate)} % false alarms expected [${percent(alarms.low)}, ` +
    `${percent(alarms.high)}] at ${alarms.level * 100} %`;
}

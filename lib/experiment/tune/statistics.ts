/**
 * Statistics of errors that can serve as a method's score without another training.
 *
 * @module
 */
import type { ScoreConfig } from "../../detector/config/score_field.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import { TOP_FRACTION } from "../../detector/define/error_statistics.ts";

/**
 * `own`, a statistic of the error used as the score, or `calibrated`, which is not a method's own
 * score.
 */
export const TUNE_STATISTICS = ["own", "mse", "top", "max", "calibrated"] as const;

/** One of {@linkcode TUNE_STATISTICS}. */
export type TuneStatistic = typeof TUNE_STATISTICS[number];

/** The statistics that can be a method's score. */
export type FreeStatistic = Exclude<TuneStatistic, "calibrated">;

/** Their names in `score.statistic`. */
const FIELD: Readonly<Record<Exclude<FreeStatistic, "own">, ScoreConfig["statistic"]>> = {
  mse: "mean",
  top: "top",
  max: "max",
};

const FREE = ["mse", "top", "max"] as const;

/** Whether a field `score` is a statistic of a map; other methods have words there. */
function isScore(score: unknown): boolean {
  return typeof score === "object" && score !== null && "statistic" in score;
}

/** The statistics that a detector's score could be; only `own` where its score is not one of them. */
export function freeStatistics(
  { config, errors }: Pick<Detector, "config" | "errors">,
): readonly FreeStatistic[] {
  const { score } = config as { readonly score?: unknown };
  return FREE.some((name) => name === errors?.own) && isScore(score) ? FREE : ["own"];
}

/** The statistics by which a trial was measured. */
export function freeOf(
  measures: readonly { readonly image: Readonly<Partial<Record<TuneStatistic, number>>> }[],
): readonly TuneStatistic[] {
  return TUNE_STATISTICS.filter((name) => measures.every(({ image }) => image[name] !== undefined));
}

/** The fields that make a statistic the score; empty for `own` and `calibrated`. */
export function scoreFields(
  config: Readonly<Record<string, unknown>>,
  statistic: TuneStatistic,
): Readonly<Record<string, unknown>> {
  if (statistic === "own" || statistic === "calibrated") return {};
  const score = config.score as ScoreConfig;
  return { score: { ...score, statistic: FIELD[statistic], topFraction: TOP_FRACTION } };
}

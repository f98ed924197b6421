/**
 * `scores.csv`: one line per image.
 *
 * @module
 */
import { stringify } from "csv-stringify/sync";
import type { ImageFile } from "../../data/mod.ts";
import { ERROR_STATISTICS, type ErrorStatistic } from "../../detector/contract/error_facts.ts";
import type { Verdict } from "../../detector/thresholds/thresholds.ts";
import { InputError } from "../../errors.ts";
import { writeFileAtomically } from "../../files.ts";

/** One line of the file. */
export interface ScoreRow {
  readonly path: string;
  /** 0 = normal, 1 = anomalous; absent where it is not known. */
  readonly label?: 0 | 1;
  /** Raw score, larger = more anomalous. */
  readonly score: number;
  /** Whether the score is above a threshold, where there is one. */
  readonly verdict?: Verdict;
  /** Statistics of the error, where the method reconstructs. */
  readonly statistics?: Readonly<Record<ErrorStatistic, number>> & {
    /** Calibrated score in standard deviations, where there is a calibration. */
    readonly calibrated?: number;
  };
}

/** Scores of the errors of all images. */
export type StatisticLists = Readonly<Record<ErrorStatistic, ArrayLike<number>>> & {
  readonly calibrated?: ArrayLike<number>;
};

/**
 * Formats `path,label,score` with a header, `verdict` where there is a threshold, and the statistics
 * of the error, `mse,l2,top,max`, and `calibrated`, where there are any. Scores have full precision:
 * parsing one yields the same number. Quotes, commas and line breaks in paths are quoted (RFC 4180).
 *
 * @example
 * ```ts
 * import { formatScores } from "./scores_csv.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const rows = [{ path: "a,b.png", label: 1, score: 0.25 }] as const;
 * assertEquals(formatScores(rows), 'path,label,score\n"a,b.png",1,0.25\n');
 * ```
 */
export function formatScores(rows: readonly ScoreRow[]): string {
  const verdict = rows.some((row) => row.verdict) ? ["verdict"] : [];
  const statistics = [
    ...(rows.some((row) => row.statistics) ? ERROR_STATISTICS : []),
    ...(rows.some((row) => row.statistics?.calibrated !== undefined)
      ? ["calibrated" as const]
      : []),
  ];
  return stringify(
    rows.map((row) => [
      row.path,
      row.label ?? "",
      row.score,
      ...verdict.map(() => row.verdict),
      ...statistics.map((name) => row.statistics?.[name]),
    ]),
    { header: true, columns: ["path", "label", "score", ...verdict, ...statistics] },
  );
}

/** The statistics of one image. */
export function statisticsAt(
  statistics: StatisticLists | undefined,
  index: number,
): ScoreRow["statistics"] {
  return statistics && Object.fromEntries(
    ([...ERROR_STATISTICS, "calibrated"] as const).flatMap((name) => {
      const values = statistics[name];
      return values ? [[name, values[index]!]] : [];
    }),
  ) as unknown as ScoreRow["statistics"];
}

/**
 * Writes the scores of labelled images, for example of an evaluation.
 *
 * @param path Name of the file.
 * @param files The images, for example `test.files`.
 * @param scores Their raw scores, in the same order.
 * @param statistics Statistics of their errors, where there are any.
 * @throws {InputError} If there are not as many scores as images; nothing is then written.
 *
 * @example
 * ```ts
 * import { writeScores } from "./scores_csv.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile();
 * await writeScores(path, [{ path: "test/good/0.png", label: 0, type: "good" }], [0.25]);
 * assertEquals(await Deno.readTextFile(path), "path,label,score\ntest/good/0.png,0,0.25\n");
 * ```
 */
export async function writeScores(
  path: string,
  files: readonly ImageFile[],
  scores: ArrayLike<number>,
  statistics?: StatisticLists,
): Promise<void> {
  if (scores.length !== files.length) {
    throw new InputError(
      `${path}: not written: ${scores.length} scores for ${files.length} images; ` +
        "score these images again (in a notebook: run all cells from the top)",
    );
  }
  const rows = files.map((file, i) => ({
    ...file,
    score: scores[i]!,
    statistics: statisticsAt(statistics, i),
  }));
  await writeFileAtomically(path, formatScores(rows));
}

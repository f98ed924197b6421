/**
 * `scores.csv`: the score of each test image.
 *
 * @module
 */
import type { ScoredImages } from "../../detector/scoring/scoring.ts";
import { writeScores } from "../../record/run/scores_csv.ts";
import type { OutputFolder } from "../output/output_folder.ts";
import type { FittedRun } from "./result.ts";
import type { Writer } from "./writer.ts";

/** Writes `scores.csv`. */
export const scores: Writer = {
  files: ["scores.csv"],
  write: ({ result, output }) => saveScores(result, result.tested, output),
};

/** Writes `scores.csv` before anything is measured. */
export async function saveScores(
  { data }: Pick<FittedRun, "data">,
  { scores, statistics }: ScoredImages,
  { path }: OutputFolder,
): Promise<void> {
  await writeScores(`${path}/scores.csv`, data.test.files, scores, statistics);
}

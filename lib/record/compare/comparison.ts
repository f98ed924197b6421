/**
 * The comparison of two finished runs on the same test images.
 *
 * @module
 */
import type { DeLongTest } from "../../metrics/mod.ts";
import type { RunRecord } from "../run/record.ts";

/** One test image in both runs. */
export interface ComparedImage {
  /** Path of the image, as in `scores.csv`. */
  readonly path: string;
  /** 0 = normal, 1 = anomalous. */
  readonly label: 0 | 1;
  /** Raw scores of the first and the second run; their units differ between methods. */
  readonly scores: readonly [number, number];
  /** Ranks in both runs: 1 = the most anomalous. */
  readonly ranks: readonly [number, number];
  /** Paths of the heat maps that the runs wrote, where there are any. */
  readonly pictures: readonly [string | undefined, string | undefined];
}

/** Two runs and their results on the same images. */
export interface RunComparison {
  /** Folders as given. */
  readonly folders: readonly [string, string];
  /** Their records. */
  readonly records: readonly [RunRecord, RunRecord];
  /** All test images, those whose rank changed most first. */
  readonly images: readonly ComparedImage[];
  /** Test of the first image AUROC minus the second; absent where there are too few images. */
  readonly test?: DeLongTest;
}

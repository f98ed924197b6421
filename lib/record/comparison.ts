/**
 * What two finished runs say of the same test images.
 *
 * @module
 */
import type { DeLongTest } from "../metrics/mod.ts";
import type { RunRecord } from "./record.ts";

/** One test image in both runs. */
export interface ComparedImage {
  /** As in `scores.csv`. */
  readonly path: string;
  /** 0 = normal, 1 = anomalous. */
  readonly label: 0 | 1;
  /** Raw scores of the first and the second run; their units differ between methods. */
  readonly scores: readonly [number, number];
  /** Places in both rankings: 1 = the most anomalous. */
  readonly ranks: readonly [number, number];
  /** Heat maps that the runs wrote, where they are. */
  readonly pictures: readonly [string | undefined, string | undefined];
}

/** What two runs say of the same images. */
export interface RunComparison {
  /** Folders, as they were given. */
  readonly folders: readonly [string, string];
  /** Their records. */
  readonly records: readonly [RunRecord, RunRecord];
  /** All test images, first those whose rank changed most. */
  readonly images: readonly ComparedImage[];
  /** Image AUROC of the first minus that of the second; absent where there are too few images. */
  readonly test?: DeLongTest;
}

/**
 * Which statistics batch norm uses when images are scored.
 *
 * @module
 */
import { z } from "zod";
import { imagesTogether } from "../../backend/images_together.ts";
import type { Mode } from "../../nn/layers/batch_norm.ts";

/**
 * `running`: those tracked while training, so that an image's score depends only on the image.
 * `batch`: those of the test batch, as in official code that never switches to evaluation mode;
 * scores then depend on which images share a batch, and a test set ordered by label leaks the label.
 * The batches are those of scoring here, up to 64 images, the last filled up with copies; official
 * ones may be larger. Where images are computed one at a time, see `imagesTogether`, they are the
 * statistics of one image.
 */
export type TestStatistics = "running" | "batch";

/** {@linkcode TestStatistics} as a field of a configuration. */
export const testStatisticsField = {
  schema: z.enum(["running", "batch"]),
  default: "running" as TestStatistics,
  doc: "Statistics of batch norm when images are scored. Default running; batch is the official " +
    "behaviour at test time, a leak.",
};

/** The mode in which networks score. */
export function scoringMode(statistics: TestStatistics): Mode {
  return statistics === "running" ? "score" : "batch";
}

/** Warnings about batch statistics, on the backend in use. */
export function testStatisticsWarnings(statistics: TestStatistics): string[] {
  if (statistics === "running") return [];
  if (imagesTogether(2) === 1) {
    return [
      "testStatistics is batch, but this backend computes one image at a time: its statistics are " +
      "those of one image, which shows nothing of official code; use a backend with oneDNN or a GPU",
    ];
  }
  return [
    "testStatistics is batch: scores depend on which images share a batch, and with test images " +
    "ordered by label they know it; use these numbers to show the effect only",
  ];
}

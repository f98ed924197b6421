/**
 * `regions.csv`: the regions of the test images above the pixel threshold.
 *
 * @module
 */
import { writeTestRegions } from "../output/test_regions.ts";
import { shownResults } from "./shown.ts";
import type { Writer } from "./writer.ts";

/** Writes `regions.csv`, where there are maps. */
export const regions: Writer = {
  files: ["regions.csv"],
  thresholds: true,
  write: async ({ result, output, onProgress, signal }) =>
    await writeTestRegions(
      `${output.path}/regions.csv`,
      result.detector,
      result.data,
      shownResults(result),
      { onProgress, signal },
    ),
};

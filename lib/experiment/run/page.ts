/**
 * Writes `report.html` of a training.
 *
 * @module
 */
import { defaultThreshold } from "../../detector/thresholds.ts";
import { publishedImageAuroc } from "../../record/published.ts";
import { writeTrainingReport } from "../../report/page/training_report.ts";
import { shownResults } from "./shown.ts";
import type { Writer } from "./writer.ts";

/** Writes the page. */
export const page: Writer = {
  files: ["report.html"],
  thresholds: true,
  write: async ({ result, output, command, ...run }) => {
    const record = await run.record();
    const { image, source } = defaultThreshold(result.thresholds!.own);
    await writeTrainingReport(`${output.path}/report.html`, {
      record,
      published: publishedImageAuroc(record),
      results: shownResults(result),
      threshold: { ...image, source },
      command,
    });
  },
};

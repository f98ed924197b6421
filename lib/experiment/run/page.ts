/**
 * Writes `report.html` of a training.
 *
 * @module
 */
import { defaultThreshold } from "../../detector/thresholds/thresholds.ts";
import { publishedImageAuroc } from "../../record/compare/published.ts";
import { writeTrainingReport } from "../../report/page/training_report.ts";
import { shownResults } from "./shown.ts";
import type { Writer } from "./writer.ts";

/** Writes the page. */
export const page: Writer = {
  files: ["report.html"],
  thresholds: true,
  write: async ({ result, output, command, ...run }) => {
    const record = await run.record();
    const { own, byTest } = result.thresholds!;
    const { name, image, source } = defaultThreshold(own);
    await writeTrainingReport(`${output.path}/report.html`, {
      record,
      published: publishedImageAuroc(record),
      results: shownResults(result),
      threshold: { ...image, source, ...(byTest && name !== "highest" && { byShown: true }) },
      command,
    });
  },
};

/**
 * The page of a data set.
 *
 * @module
 */
import type { Kept } from "../kept/kept.ts";
import type { METHOD_PLANS } from "../kept/places.ts";
import { formatDataset } from "../tables/dataset_table.ts";
import { NO_RECORD, page, SCORES, SCREW, tunedNotes } from "./page_text.ts";

/** All methods on each category of a data set. */
export function datasetPage(plan: typeof METHOD_PLANS[number], kept: Kept): string {
  const { dataset, title, categories } = plan;
  const untrained = kept.untrained[dataset]!;
  const measured = categories.filter((name) => Object.hasOwn(untrained.categories, name));
  const paper = kept.of(plan.id, "paper").map(({ record }) => record);
  return page(`${title}, by category`, "../", [
    "Image AUROC in percent, mean over seeds (± their standard deviation). The first rows are " +
    "scores that have learnt nothing: read every row against them.",
    formatDataset({ dataset, categories: measured, records: kept.records, untrained }),
    SCORES,
    ...(measured.includes("screw") ? [SCREW] : []),
    ...tunedNotes("../../", kept.records.filter((run) => run.dataset === dataset)),
    `## Profile \`paper\``,
    paper.length > 0 ? formatDataset({ dataset, categories: measured, records: paper }) : NO_RECORD,
  ]);
}

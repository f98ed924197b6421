/**
 * The page of the claims.
 *
 * @module
 */
import type { RunRecord } from "../../lib/record/run/record.ts";
import type { Kept } from "../kept/kept.ts";
import { isPartial } from "../tables/cell_text.ts";
import { formatClaims, formatVerdicts } from "../tables/claims_table.ts";
import { describeRuns, page, SCORES } from "./page_text.ts";

/** Verdicts on the paper's claims, with the evidence for each. */
export function claimsPage(kept: Kept): string {
  return page("The paper's claims", "../", [
    formatVerdicts(kept),
    "A word each, by all scores that were measured: `depends` where these disagree, `not shown` where " +
    "they disagree and the claim holds by none, `open` where no two runs can be compared yet. Of a " +
    "difference with its 95 % interval: `yes` where the whole interval is above 0, `no` where it is below " +
    "0, else `unclear`. The abstract has the full method 10.1 points above a plain AE on MVTec AD; `less` and " +
    "`more` are above 0, but entirely below or above that. " + describePartial(kept.records),
    "## By score",
    `Of MVTec AD, the last four claims rest on runs of fewer categories and smaller images: ${
      describeRuns(
        ["downsampling", "components", "granularity"].flatMap((plan) => kept.of(plan))
          .map(({ record }) => record),
      )
    }; errors in defects on those of them that have masks.`,
    formatClaims(kept),
    "Differences are in points of image AUROC. The interval from which a verdict follows is over " +
    "categories: it is for other categories of this kind. The interval over seeds is for other trainings " +
    "on the same categories, and says nothing of others. The best granularity is chosen by the runs that " +
    "it is then compared in. The error in defects is judged by the logarithm of its factor.",
    SCORES,
  ]);
}

/** How many of the measured categories of MVTec AD are not there with all official images. */
function describePartial(records: readonly RunRecord[]): string {
  const mvtec = records.filter(({ dataset }) => dataset === "mvtec");
  const categories = Map.groupBy(mvtec, ({ category }) => category);
  const partial = [...categories.values()].filter((runs) => runs.every((run) => isPartial([run])));
  return `Of the ${categories.size} categories of MVTec AD that have a record, ${partial.length} lack ` +
    "official images.";
}

/**
 * The page of the ablations.
 *
 * @module
 */
import { ABLATION_TABLES } from "../judge/ablations.ts";
import type { Kept } from "../kept/kept.ts";
import { formatAblation } from "../tables/ablation_table.ts";
import { shownScores, titleOf } from "../tables/shown_scores.ts";
import { describeRuns, NO_RECORD, page, SCORES } from "./page_text.ts";

/** All ablations. */
export function ablationsPage(kept: Kept): string {
  const untrained = kept.untrained.mvtec!;
  return page("Ablations", "../", [
    "The first rows are scores that have learnt nothing, and controls without a network. " +
    "A value is the mean image AUROC in percent, ± its standard deviation over seeds. The last " +
    "columns pair the runs of equal category, seed, images, size and number of epochs: the mean " +
    "difference with two 95 % intervals. In the first each category counts once, by the mean of its " +
    "seeds: it is for other categories of this kind. In the second, _over seeds_, each seed counts once, " +
    "by its mean over the categories: it is for other seeds on these categories, not for other categories. " +
    "Where two methods are scored by unlike statistics, as DAAD+ and DAAD by their own scores, there is no difference.",
    ...Object.entries(ABLATION_TABLES).flatMap(([plan, table]) => {
      const runs = kept.of(plan);
      const records = runs.map(({ record }) => record);
      const shown = shownScores(records);
      return [
        `## ${table.title}`,
        `${table.about} \`reproduce ${plan}\`.`,
        ...(runs.length > 0
          ? [
            describeRuns(records) + ".",
            ...shown.flatMap((score) => [
              `${titleOf("Image AUROC", score, shown)}:`,
              formatAblation(plan, table.referencesOf, runs, { score, untrained }),
            ]),
          ]
          : [NO_RECORD]),
      ];
    }),
    SCORES,
  ]);
}

/**
 * The down-sampling figure and its numbers, for docs/tables.
 *
 * @module
 */
import {
  downsamplingPoints,
  downsamplingRatio,
} from "../../lib/experiment/notebook/downsampling.ts";
import { average } from "../../lib/metrics/statistics/average.ts";
import { isTrained } from "../../lib/record/compare/statistic.ts";
import { escapeMarkdown, formatGrid } from "../../lib/record/table/markdown_grid.ts";
import type { StoredRecord } from "../../lib/record/table/read.ts";
import { findMethod } from "../../lib/registry/registry.ts";
import { plotDownsampling } from "../../lib/report/plots/downsampling.ts";
import { renderSvg } from "../../lib/report/svg/render.ts";
import { formatAurocs } from "./cell_text.ts";
import { SHORT_TITLES, shownScores } from "./shown_scores.ts";

/** Draws one picture per category: name of the file → SVG. */
export function drawDownsampling(found: readonly StoredRecord[]): Record<string, string> {
  return Object.fromEntries(
    [...downsamplingPoints(found).found].map(([category, points]) => [
      `${category}.svg`,
      renderSvg(plotDownsampling(category, points)),
    ]),
  );
}

/**
 * Formats a row for each category and ratio, with columns per method: the mean squared errors of
 * defects and of normal images, where all of its runs learnt something, and the image AUROC in percent
 * by each score; means where a ratio has several seeds. Images without masks have no errors of defects.
 */
export function formatDownsampling(found: readonly StoredRecord[]): string {
  const scores = shownScores(found.map(({ record }) => record));
  const runs = found.map(({ record }) => record)
    .map((run) => ({ run, ratio: downsamplingRatio(run) }))
    .filter(({ ratio }) => ratio !== undefined);
  const rows = Map.groupBy(runs, ({ run: { category }, ratio }) => `${category} ${ratio}`);
  const methods = [...new Set(runs.map(({ run }) => run.method))].sort();
  const titles = methods.map((method) => findMethod(method).title);
  return formatGrid(
    [
      ...["Data", "Pixels", "Ratio", "Seeds"],
      ...titles.flatMap((title) => [
        ...[`${title}, defects`, `${title}, normal`],
        ...scores.map((score) => `${title}, ${SHORT_TITLES[score]}`),
      ]),
    ],
    [...rows.values()]
      .sort(([a], [b]) =>
        a!.run.category.localeCompare(b!.run.category, "en") || a!.ratio! - b!.ratio!
      )
      .map((row) => [
        escapeMarkdown(row[0]!.run.category),
        `${row[0]!.run.config.imageSize}`,
        `${row[0]!.ratio}×`,
        [...new Set(row.map(({ run }) => run.seed))].sort((a, b) => a - b).join(", "),
        ...methods.flatMap((method) => {
          const own = row.map(({ run }) => run).filter((run) => run.method === method);
          // As in all tables: the other seeds of a category would be a selection.
          const trained = own.every(isTrained) ? own : [];
          const errors = trained.map(({ metrics }) => metrics.reconstructionErrors);
          return [
            meanError(errors.map((error) => error?.defect)),
            meanError(errors.map((error) => error?.normal)),
            ...scores.map((score) => formatAurocs(own, score)),
          ];
        }),
      ]),
  );
}

function meanError(errors: readonly (number | undefined)[]): string {
  const known = errors.filter((error) => error !== undefined);
  return known.length > 0 ? average(known).toFixed(4) : "";
}

/**
 * The down-sampling figure and its numbers, for docs/tables.
 *
 * @module
 */
import { downsamplingPoints } from "../../lib/experiment/downsampling.ts";
import { average } from "../../lib/metrics/average.ts";
import { imageMetrics } from "../../lib/record/statistic.ts";
import { escapeMarkdown, formatGrid } from "../../lib/record/table/markdown_grid.ts";
import type { StoredRecord } from "../../lib/record/table/read.ts";
import { formatSpread } from "../../lib/record/table/sheets.ts";
import { summarize } from "../../lib/record/table/statistics.ts";
import { plotDownsampling } from "../../lib/report/plots/downsampling.ts";
import { renderSvg } from "../../lib/report/svg/render.ts";
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
 * defects and of normal images, and the image AUROC in percent by each score; means where a ratio has
 * several seeds.
 */
export function formatDownsampling(found: readonly StoredRecord[]): string {
  const scores = shownScores(found.map(({ record }) => record));
  const runs = found.flatMap((stored) => {
    const { category, config, seed } = stored.record;
    const point = downsamplingPoints([stored]).found.get(category)?.[0];
    const aurocs = scores.map((score) => imageMetrics(stored.record, score)?.imageAuroc.value);
    return point ? [{ ...point, category, seed, aurocs, pixels: config.imageSize }] : [];
  });
  const methods = [...new Set(runs.map(({ method }) => method))].sort();
  const rows = [...Map.groupBy(runs, ({ category, ratio }) => `${category} ${ratio}`).values()]
    .sort(([a], [b]) => a!.category.localeCompare(b!.category, "en") || a!.ratio - b!.ratio);
  return formatGrid(
    [
      ...["Data", "Pixels", "Ratio", "Seeds"],
      ...methods.flatMap((method) => [
        ...[`${method}, defects`, `${method}, normal`],
        ...scores.map((score) => `${method}, ${SHORT_TITLES[score]}`),
      ]),
    ],
    rows.map((own) => [
      escapeMarkdown(own[0]!.category),
      `${own[0]!.pixels}`,
      `${own[0]!.ratio}×`,
      [...new Set(own.map(({ seed }) => seed))].sort((a, b) => a - b).join(", "),
      ...methods.flatMap((method) => {
        const runs = own.filter((run) => run.method === method);
        if (runs.length === 0) return ["", "", ...scores.map(() => "")];
        return [
          average(runs.map(({ defect }) => defect)).toFixed(4),
          average(runs.map(({ normal }) => normal)).toFixed(4),
          ...scores.map((_, i) => {
            const values = runs.flatMap(({ aurocs }) => aurocs[i] ?? []);
            return values.length > 0 ? formatSpread(summarize(values)) : "";
          }),
        ];
      }),
    ]),
  );
}

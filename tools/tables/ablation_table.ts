/**
 * Formats an ablation for docs/tables.
 *
 * @module
 */
import type { Untrained } from "../../lib/experiment/evaluate/untrained.ts";
import { ablationCells, ablationOutcomes } from "../../lib/experiment/notebook/ablation.ts";
import type { ScoreName } from "../../lib/record/compare/statistic.ts";
import { meanOverCategories } from "../../lib/record/table/category_mean.ts";
import { escapeMarkdown, formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { pairOutcomes } from "../../lib/record/table/pairs.ts";
import type { StoredRecord } from "../../lib/record/table/read.ts";
import { formatDifference, formatInterval, formatPercent } from "../../lib/record/table/sheets.ts";
import { summarizeBoth } from "../judge/difference.ts";
import { baselinesBy, formatBaseline } from "./baselines.ts";
import { formatAurocs } from "./cell_text.ts";

/**
 * Formats what needs no training or no network on these categories, and then one row per variant: the
 * mean image AUROC in percent on each category, `±` the standard
 * deviation over seeds, the mean over categories, and the difference from another variant over pairs
 * with equal category and seed, with its 95 % interval over categories and that over seeds; each
 * further variant to compare with adds a row. A variant that comes to the configuration of another is
 * shown as that one.
 *
 * @param referencesOf Returns the variants that a variant is compared with.
 * @param options.score The score behind the image AUROCs.
 * @param options.untrained Untrained scores for the first rows.
 */
export function formatAblation(
  plan: string,
  referencesOf: (variant: string) => readonly string[],
  found: readonly StoredRecord[],
  { score = "own", untrained }: { readonly score?: ScoreName; readonly untrained?: Untrained } = {},
): string {
  const { found: cells } = ablationCells(plan, found, score);
  const categories = [...new Set(cells.map(({ category }) => category))].sort();
  const records = found.map(({ record }) => record);
  const baselines = baselinesBy(score, records, categories, untrained)
    .map((baseline) => [...formatBaseline(baseline), ...BLANK]);
  const rows = [...new Set(cells.map(({ variant }) => variant))].flatMap((variant) => {
    const own = categories.map((category) =>
      cells.find((cell) => cell.variant === variant && cell.category === category)
    );
    const same = own.find((cell) => cell?.sameAs !== undefined)?.sameAs;
    if (same !== undefined) {
      return [[variant, `as ${same}`, ...categories.map(() => ""), ...BLANK]];
    }
    const mean = meanOverCategories(ablationOutcomes(cells, variant), categories);
    const means = [
      ...own.map((cell) => cell ? formatAurocs(cell.runs, score) : ""),
      mean ? formatPercent(mean.mean) : "",
    ];
    const differences = referencesOf(variant).flatMap((reference) => {
      const pairs = pairOutcomes(
        ablationOutcomes(cells, variant),
        ablationOutcomes(cells, reference),
      );
      const difference = summarizeBoth(pairs);
      return reference === variant || !difference ? [] : [[
        formatDifference(difference.mean, difference.interval),
        difference.overSeeds ? formatInterval(difference.overSeeds) : "",
        reference,
        `${difference.pairs}`,
      ]];
    });
    const [first = BLANK, ...others] = differences;
    return [
      [variant, ...means, ...first],
      ...others.map((other) => ["", ...means.map(() => ""), ...other]),
    ];
  });
  return formatGrid(
    [
      ...["Variant", ...categories.map(escapeMarkdown), "Mean"],
      ...["Difference", "over seeds", "from", "Pairs"],
    ],
    [...baselines, ...rows],
  );
}

/** Cells without a difference. */
const BLANK = ["", "", "", ""];

/**
 * Formats the agreement of synthetic and real defects as tables.
 *
 * @module
 */
import { formatGrid } from "../../record/table/markdown_grid.ts";
import { formatDifference, formatPercent } from "../../record/table/sheets.ts";
import { runTitle } from "../../registry/naming.ts";
import { candidatesOf, type SettingGroup } from "./agreement.ts";
import {
  correlationIn,
  correlations,
  type GroupMean,
  type Regret,
  regret,
} from "./agreement_summary.ts";
import { entryTitle, formatCorrelation } from "./text.ts";

/**
 * Formats tables with a column for each method and image size: rank correlations by kind of defect,
 * and cost and benefit of the choice in points of real image AUROC, means over categories with 95 %
 * intervals over them. A third table has the choice of each category.
 *
 * @param groups From `pairSettings`.
 *
 * @example
 * ```ts
 * import { formatAgreement } from "./agreement_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(formatAgreement([]), "No setting was both tuned and trained normally.");
 * ```
 */
export function formatAgreement(groups: readonly SettingGroup[]): string {
  if (groups.length === 0) return "No setting was both tuned and trained normally.";
  const methods = [
    ...Map.groupBy(
      groups,
      ({ method, imageSize }) => `${runTitle({ method })}, ${imageSize} pixels`,
    ),
  ];
  const titles = methods.map(([title, own]) => {
    const counts = own.map(({ settings }) => candidatesOf(settings).size);
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    const candidates = least === most ? `${most}` : `${least} to ${most}`;
    return `${title}: ${candidates} candidates, ${own.length} ${
      own.length === 1 ? "category" : "categories"
    }`;
  });
  const found = methods.map(([, own]) => correlations(own));
  const names = [...new Set(found.flatMap((of) => of.map(({ by }) => by)))];
  const lastTwo = (name: string) => name.startsWith("all kinds") ? 1 : 0;
  const rows = names.toSorted((a, b) => lastTwo(a) - lastTwo(b)).map((name) => [
    name,
    ...found.map((of) => format(of.find(({ by }) => by === name))),
  ]);
  const regrets = methods.map(([, own]) => regret(own));
  const points = (title: string, of: (found: Regret) => GroupMean) => [
    title,
    ...regrets.map((found) => {
      const { value, interval, groups } = of(found);
      return groups === 0 ? "–" : formatDifference(value, interval);
    }),
  ];
  return [
    formatGrid(["Rank correlation by", ...titles], rows),
    formatGrid(["Points of image AUROC", ...titles], [
      points("best − chosen", ({ againstBest }) => againstBest),
      points("chosen − default", ({ againstDefault }) => againstDefault),
      points("chosen − default by the same statistic", ({ bySetting }) => bySetting),
    ]),
    formatChoices(groups),
  ].join("\n\n");
}

/** A row for each group: what synthetic defects choose there, and what it reaches on real ones. */
function formatChoices(groups: readonly SettingGroup[]): string {
  const rows = groups.map((group) => {
    const { method, imageSize, category, settings, chosen } = group;
    const best = settings.reduce((best, own) => own.real > best.real ? own : best);
    const usual = settings.find(({ isDefault }) => isDefault);
    return [
      runTitle({ method }),
      `${imageSize}`,
      category,
      chosen ? entryTitle(chosen) : "–",
      chosen ? formatPercent(chosen.real) : "–",
      usual ? formatPercent(usual.real) : "–",
      `${formatPercent(best.real)}: ${entryTitle(best)}`,
      formatCorrelation(correlationIn(group)),
    ];
  });
  return formatGrid(
    ["Method", "pixels", "category", "chosen", "real AUROC", "default", "best", "rank correlation"],
    rows,
  );
}

function format(mean: GroupMean | undefined): string {
  if (!mean || mean.groups === 0) return "–";
  const { value, interval } = mean;
  const bounds = interval && [interval.low, interval.high].map(formatCorrelation).join(", ");
  return formatCorrelation(value) + (bounds ? ` [${bounds}]` : "");
}

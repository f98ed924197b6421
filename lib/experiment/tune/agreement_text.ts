/**
 * Formats the agreement of synthetic and real defects as tables.
 *
 * @module
 */
import { formatPercent } from "../../record/table/sheets.ts";
import { runTitle } from "../../registry/naming.ts";
import { formatGrid } from "../../record/table/markdown_grid.ts";
import { candidatesOf, type SettingGroup } from "./agreement.ts";
import { correlations, type GroupMean, regret } from "./agreement_summary.ts";

/**
 * Formats two tables with a column for each method and image size: rank correlations by kind of defect, and cost and
 * benefit of the choice in points of real image AUROC. Values are means over categories with 95 %
 * intervals over them.
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
    ...found.map((of) => format(of.find(({ by }) => by === name), (value) => value.toFixed(2))),
  ]);
  const regrets = methods.map(([, own]) => regret(own));
  return [
    formatGrid(["Rank correlation by", ...titles], rows),
    formatGrid(["Points of image AUROC", ...titles], [
      ["best − chosen", ...regrets.map(({ againstBest }) => format(againstBest, formatPercent))],
      [
        "chosen − default",
        ...regrets.map(({ againstDefault }) => format(againstDefault, formatPercent)),
      ],
      [
        "chosen − default by the same statistic",
        ...regrets.map(({ bySetting }) => format(bySetting, formatPercent)),
      ],
    ]),
  ].join("\n\n");
}

function format(mean: GroupMean | undefined, number: (value: number) => string): string {
  if (!mean || mean.groups === 0) return "–";
  const { value, interval } = mean;
  return number(value) + (interval ? ` [${number(interval.low)}, ${number(interval.high)}]` : "");
}

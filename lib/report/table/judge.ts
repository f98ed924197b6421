/**
 * Judges the paper's claims by the cells of a table.
 *
 * @module
 */
import { average } from "../../metrics/statistics/average.ts";
import type { ResultTable, TableColumn } from "../../record/table/build.ts";
import { differsIn, mainColumns, PUBLISHED } from "../../record/table/main_sheet.ts";
import { formatDifference } from "../../record/table/sheets.ts";
import type { HtmlTable } from "../figure/figure.ts";
import { rowsTable } from "./rows_table.ts";

/**
 * Answers the questions that readers bring to a table, from the columns of its main sheet: whether
 * the memory helps, whether the critic does, how far ours is from the published values, what is below
 * chance, and what needs a network. Differences are between means over the categories in which both
 * columns have runs on the same images, of the same size, for as many epochs, by the same score.
 *
 * @example
 * ```ts
 * import { judgeTable } from "./judge.ts";
 * import { buildTable } from "../../record/table/build.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const { text } = judgeTable(buildTable("mnist", [], "image-auroc"));
 * assertStringIncludes(text, "Is DAAD above the AE?         not measured");
 * ```
 */
export function judgeTable(table: ResultTable): HtmlTable {
  const chosen = mainColumns(table);
  const [daad, plus, ae] = [chosen.daad, chosen.daad_plus, chosen.ae].map((of) => of?.column);
  const ours = plus ?? daad;
  const answers = {
    "Is DAAD above the AE?": comparePair(daad, ae),
    "Is DAAD+ above DAAD?": comparePair(plus, daad),
    "Is ours as published?": comparePublished(table, ours),
    "Are the others as published?": compareOthers(table),
    "What is below chance?": belowChance([daad, plus, ae]),
    "Does it need a network?": againstControls([plus, daad]),
  };
  return rowsTable(
    "What these records say",
    Object.entries(answers).map(([question, answer]) => ({ question, answer })),
  );
}

/** The values of both columns in a category, or why they are not compared. */
type Pair = { readonly a: number; readonly b: number } | { readonly differs: string };

/** The categories that both columns have. */
function pairs(a: TableColumn, b: TableColumn): Pair[] {
  return a.cells.flatMap((own, i): Pair[] => {
    const other = b.cells[i];
    if (own.mean === undefined || other?.mean === undefined) return [];
    const differs = differsIn(a, b, i);
    return [differs ? { differs } : { a: own.mean, b: other.mean }];
  });
}

function comparePair(a: TableColumn | undefined, b: TableColumn | undefined): string {
  const found = a && b ? pairs(a, b) : [];
  const both = found.filter((pair) => "a" in pair);
  if (found.length === 0) return "not measured";
  if (both.length === 0) {
    const reasons = new Set(found.flatMap((pair) => "differs" in pair ? [pair.differs] : []));
    return `no category has both with the same ${[...reasons].join(", ")}`;
  }
  const above = both.filter((pair) => pair.a > pair.b).length;
  const mean = average(both.map((pair) => pair.a - pair.b));
  return `in ${above} of ${both.length} categories; on their mean ${formatDifference(mean)}`;
}

function comparePublished({ published }: ResultTable, ours: TableColumn | undefined): string {
  const known = published.find(({ id }) => id === PUBLISHED);
  const both = (ours?.cells ?? []).flatMap(({ category, mean, interval, partial }) => {
    const value = known && Object.hasOwn(known.values, category)
      ? known.values[category]
      : undefined;
    return mean === undefined || partial !== undefined || value === undefined
      ? []
      : [{ value, mean, interval }];
  });
  if (!known) return "no published value of a category is known to us";
  if (both.length === 0) return "no category has both, of the same images";
  const inside =
    both.filter(({ value, interval }) =>
      interval && interval.low <= value && value <= interval.high
    ).length;
  const above = both.filter(({ value, mean }) => mean > value).length;
  const mean = average(both.map(({ value, mean }) => mean - value));
  return `${titleOf(ours!.label)} beside ${known.title}: above in ${above} of ${both.length} ` +
    `categories, the published value within our interval in ${inside}; on their mean ${
      formatDifference(mean)
    }`;
}

/** Compares methods of other papers, each by the mean over the categories that it has. */
function compareOthers({ columns, categories }: ResultTable): string {
  const others = columns.flatMap(({ method, label, mean }) =>
    mean.difference === undefined || method.startsWith("daad") ? [] : [
      `${titleOf(label)} ${formatDifference(mean.difference)}` +
      (mean.categories.length < categories.length ? ` (${mean.categories.join(", ")})` : ""),
    ]
  );
  return others.length === 0
    ? "no mean of ours is comparable with a published one"
    : others.join(", ");
}

function belowChance(columns: readonly (TableColumn | undefined)[]): string {
  const found = columns.flatMap((column) => {
    const low = column?.cells.filter(({ mean }) => mean !== undefined && mean < 0.5) ?? [];
    // An interval that reaches 50 does not tell it from chance.
    const names = low.map(({ category, interval }) =>
      interval && interval.high < 0.5 ? category : `${category} (perhaps)`
    ).join(", ");
    return low.length === 0 ? [] : [`${titleOf(column!.label)}: ${names}`];
  });
  return found.length === 0 ? "nothing" : found.join("; ");
}

/** By the first column that was compared with scores without a network. */
function againstControls(columns: readonly (TableColumn | undefined)[]): string {
  const ours = columns.find((column) => column?.cells.some(({ controlled }) => controlled));
  const measured = ours?.cells.filter(({ controlled }) => controlled) ?? [];
  if (measured.length === 0) return "these records have no scores without a network";
  const uncleared = measured.filter((cell) => cell.uncleared !== undefined)
    .map(({ category }) => category);
  return `${titleOf(ours!.label)}: beyond the best score without one in ` +
    `${measured.length - uncleared.length} of ${measured.length} categories` +
    (uncleared.length === 0 ? "" : `; not in ${uncleared.join(", ")}`);
}

/** The label without the part that distinguishes the column from others of its method. */
function titleOf(label: string): string {
  return label.replace(/ \(.*\)$/, "");
}

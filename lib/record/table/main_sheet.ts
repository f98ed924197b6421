/**
 * The table as the paper prints it: one column per method, the published one first.
 *
 * @module
 */
import type { ResultTable, TableCell, TableColumn, TableMean } from "./build.ts";
import { formatDifference, formatMarked, formatValue, marksOf } from "./sheets.ts";
import type { Sheet } from "./sheets.ts";

/** Ours, in the order of the columns. */
const METHODS = ["daad", "daad_plus", "ae"];

/** The published method that ours are compared with. */
export const PUBLISHED = "daad_plus";

/** The sheet, with notes on what its columns leave out. */
export interface MainSheet {
  readonly sheet: Sheet;
  /** A sentence for each method that has several columns. */
  readonly notes: readonly string[];
}

/**
 * Published DAAD+, our DAAD, DAAD+ and AE, and how far ours is from the published value: DAAD+, where
 * it has a record, else DAAD. Of several columns of a method, the one with the most categories is
 * taken, then the one with the most runs: values never decide. Returns `undefined` where none of them
 * has a record.
 */
export function mainSheet(table: ResultTable): MainSheet | undefined {
  const chosen = METHODS.flatMap((method) => chooseColumn(table, method) ?? []);
  if (chosen.length === 0) return undefined;
  const published = table.published.find(({ id }) => id === PUBLISHED);
  const ours = chosen.find(({ column }) => column.method === "daad_plus") ?? chosen[0]!;
  const compares = published && ours.column.method !== "ae";
  const title = (column: TableColumn) => column.label.replace(/ \(.*\)$/, "");
  const row = (name: string, of: (column: TableColumn) => TableCell | TableMean) => {
    const known = name === "mean" ? published?.mean : published && valueIn(published, name);
    const part = (value: TableCell | TableMean) =>
      "categories" in value && value.categories.length < table.categories.length && value.mean
        ? `, ${value.categories.length} of ${table.categories.length}`
        : "";
    return [
      name,
      ...(published ? [known ? formatMarked(known.value, known.mark) : ""] : []),
      ...chosen.map(({ column }) =>
        formatValue(of(column)) + marksOf(of(column)) + part(of(column))
      ),
      ...(compares ? [difference(of(ours.column))] : []),
    ];
  };
  return {
    sheet: {
      title: `${table.title}: ${table.metric}`,
      header: [
        "",
        ...(published ? [`${published.title}, published`] : []),
        ...chosen.map(({ column }) => title(column)),
        ...(compares ? [`${title(ours.column)} − published ${published.title}`] : []),
      ],
      rows: [
        ...table.categories.map((category, i) => row(category, (column) => column.cells[i]!)),
        row("mean", ({ mean }) => mean),
      ],
    },
    notes: chosen.filter(({ of }) => of > 1).map(({ column, of }) =>
      `${title(column)} above is one of ${of} columns, that with the most categories and runs: ` +
      `${column.label}. The others are below.`
    ),
  };
}

/** Chooses the column that represents a method; `of` is the number of columns it was chosen from. */
export function chooseColumn(
  { columns }: ResultTable,
  method: string,
): { column: TableColumn; of: number } | undefined {
  const own = columns.filter((column) => column.method === method);
  const filled = ({ cells }: TableColumn) => cells.filter(({ mean }) => mean !== undefined).length;
  const runs = ({ cells }: TableColumn) =>
    cells.reduce((sum, { records }) => sum + records.length, 0);
  const [column] = own.toSorted((a, b) =>
    Number(b.published !== undefined) - Number(a.published !== undefined) ||
    filled(b) - filled(a) || runs(b) - runs(a)
  );
  return column && filled(column) > 0 ? { column, of: own.length } : undefined;
}

function valueIn(
  { values, mark }: ResultTable["published"][number],
  category: string,
): { value: number; mark: string } | undefined {
  return Object.hasOwn(values, category) ? { value: values[category]!, mark } : undefined;
}

/** Formats a difference, `−0.5 [−1.4, +0.3]`, where both values are of the same images. */
function difference(value: TableCell | TableMean): string {
  const partial = "partial" in value && value.partial !== undefined;
  if (partial) return "not comparable";
  const { interval, published } = value;
  if (!published || value.difference === undefined) return "";
  const { value: zero } = published;
  const bounds = interval && { low: interval.low - zero, high: interval.high - zero };
  return formatDifference(value.difference, bounds);
}

/**
 * The table as the paper prints it: one column per method, the published one first.
 *
 * @module
 */
import type { ResultTable, TableCell, TableColumn, TableMean } from "./build.ts";
import { formatDifference, formatMarked, formatValue, marksOf } from "./sheets.ts";
import type { Sheet } from "./sheets.ts";

/** Ours, in the order of the columns. */
const METHODS = ["daad", "daad_plus", "ae"] as const;

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
 * it has a record, else DAAD. {@linkcode mainColumns} chooses among several columns of a method.
 * Returns `undefined` where none of them has a record.
 */
export function mainSheet(table: ResultTable): MainSheet | undefined {
  const columns = mainColumns(table);
  const chosen = METHODS.flatMap((method) => columns[method] ?? []);
  if (chosen.length === 0) return undefined;
  const published = table.published.find(({ id }) => id === PUBLISHED);
  const ours = chosen.find(({ column }) => column.method === "daad_plus") ?? chosen[0]!;
  const compares = published && ours.column.method !== "ae";
  const sizes = new Set(chosen.map(({ column }) => column.imageSize));
  const title = ({ label, imageSize }: TableColumn) =>
    label.replace(/ \(.*\)$/, "") + (sizes.size > 1 ? `, ${imageSize} px` : "");
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
      `${
        title(column)
      } above is one of ${of} columns, chosen by what it can be compared with, then ` +
      `by its categories and runs: ${column.label}. The others are below.`
    ),
  };
}

/** A column that represents a method; `of` is the number of columns it was chosen from. */
export interface ChosenColumn {
  readonly column: TableColumn;
  readonly of: number;
}

/**
 * Chooses the columns that represent DAAD, DAAD+ and the AE: of DAAD+, else of DAAD, the one that has
 * published values, then the one with the most categories, then with the most runs; of the others
 * first those with the most categories on the same images, of the same size, for as many epochs.
 * Values never decide.
 */
export function mainColumns(
  table: ResultTable,
): Readonly<Partial<Record<typeof METHODS[number], ChosenColumn>>> {
  const ours = chooseColumn(table, "daad_plus") ?? chooseColumn(table, "daad");
  return Object.fromEntries(
    METHODS.flatMap((method) => {
      const chosen = ours?.column.method === method
        ? ours
        : chooseColumn(table, method, ours?.column);
      return chosen ? [[method, chosen]] : [];
    }),
  );
}

/** Why two columns with runs in a category are not compared there; absent where they are. */
export function differsIn(
  a: TableColumn,
  b: TableColumn,
  category: number,
): "image size" | "images" | "number of epochs" | "score" | undefined {
  const [own, other] = [a.cells[category]!, b.cells[category]!];
  if (a.imageSize !== b.imageSize) return "image size";
  if (own.fingerprint !== other.fingerprint) return "images";
  if (own.epochs !== other.epochs) return "number of epochs";
  return own.scoredBy !== other.scoredBy ? "score" : undefined;
}

function chooseColumn(
  { columns }: ResultTable,
  method: string,
  beside?: TableColumn,
): ChosenColumn | undefined {
  const own = columns.filter((column) => column.method === method);
  const has = ({ mean }: TableCell) => mean !== undefined;
  const filled = ({ cells }: TableColumn) => cells.filter(has).length;
  const compared = (column: TableColumn) =>
    beside === undefined
      ? 0
      : column.cells.filter((cell, i) =>
        has(cell) && has(beside.cells[i]!) && differsIn(column, beside, i) === undefined
      ).length;
  const runs = ({ cells }: TableColumn) =>
    cells.reduce((sum, { records }) => sum + records.length, 0);
  const [column] = own.toSorted((a, b) =>
    compared(b) - compared(a) ||
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

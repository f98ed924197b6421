/**
 * A table as CSV: one line for each category of each column.
 *
 * @module
 */
import { stringify } from "csv-stringify/sync";
import type { PublishedColumn } from "../compare/published.ts";
import type { ResultTable, TableCell, TableColumn, TableMean } from "./build.ts";
import type { TableControl } from "./controls.ts";

const FIELDS = [
  "table",
  "protocol",
  "metric",
  "score",
  "method",
  "column",
  "row",
  "category",
  "seeds",
  "mean",
  "standard_deviation",
  "low",
  "high",
  "level",
  "interval_over",
  "published",
  "published_mark",
  "published_title",
  "published_source",
  "difference",
  "epochs",
  "image_size",
  "seconds_a_run",
  "backend",
  "precision",
  "settings",
  "data",
  "partial",
  "not_trained",
  "nothing_beyond",
  "mean_of",
] as const;

type Line = Partial<Record<typeof FIELDS[number], string | number>>;

/**
 * Formats fractions with full precision; an empty field means not known. `row` is `category` or
 * `mean`. Scores without a network come first, with no method; published columns that none of ours is
 * compared with follow, with `seeds` 0.
 */
export function formatCsv(table: ResultTable): string {
  const { name, protocol, metric, score, columns, published } = table;
  const beside = new Set(columns.map((column) => column.published?.id));
  const lines = [
    ...table.controls.flatMap(controlLines),
    ...columns.flatMap((column) => [
      ...column.cells.map((cell) => cellLine(column, cell)),
      meanLine(column, column.mean),
    ]),
    ...published.filter(({ id }) => !beside.has(id))
      .flatMap((column) => publishedLines(column, table.categories)),
  ];
  return stringify(
    lines.map((line): Line => ({ table: name, protocol, metric, score, ...line })),
    { header: true, columns: [...FIELDS] },
  );
}

function controlLines({ title, values, mean }: TableControl): Line[] {
  const column = `no network: ${title}`;
  return [
    ...Object.entries(values).map(([category, mean]) => ({
      row: "category",
      column,
      category,
      mean,
    })),
    { row: "mean", column, mean, mean_of: Object.keys(values).join(" ") },
  ];
}

function cellLine(column: TableColumn, cell: TableCell): Line {
  return {
    ...valueFields(column, cell),
    row: "category",
    category: cell.category,
    epochs: cell.epochs,
    seconds_a_run: cell.seconds,
    backend: cell.backends.join(" "),
    data: cell.fingerprint,
    partial: cell.partial,
    not_trained: cell.untrained,
    nothing_beyond: cell.uncleared,
  };
}

function meanLine(column: TableColumn, mean: TableMean): Line {
  return { ...valueFields(column, mean), row: "mean", mean_of: mean.categories.join(" ") };
}

function valueFields(
  { method, label, imageSize, precision, settingsHash, published: beside }: TableColumn,
  { seeds, mean, standardDeviation, interval, published, difference }: TableCell | TableMean,
): Line {
  return {
    method,
    column: label,
    seeds: seeds.length,
    mean,
    standard_deviation: standardDeviation,
    low: interval?.low,
    high: interval?.high,
    level: interval?.level,
    interval_over: interval?.over,
    published: published?.value,
    published_mark: published?.mark,
    published_title: published && beside?.title,
    published_source: published && beside?.source,
    difference,
    image_size: imageSize,
    precision,
    settings: settingsHash,
  };
}

function publishedLines(
  { id, title, mark, source, mean, values }: PublishedColumn,
  categories: readonly string[],
): Line[] {
  const common = {
    method: id.split("@")[0],
    column: title,
    seeds: 0,
    published_title: title,
    published_mark: mark,
    published_source: source,
  };
  return [
    ...categories.filter((category) => Object.hasOwn(values, category))
      .map((category) => ({
        ...common,
        row: "category",
        category,
        published: values[category],
      })),
    ...(mean
      ? [{
        ...common,
        row: "mean",
        published: mean.value,
        published_mark: mean.mark,
        published_source: mean.source,
      }]
      : []),
  ];
}

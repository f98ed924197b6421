/**
 * The plain text of a table; the Markdown and HTML formats add their own escaping.
 *
 * @module
 */
import type { PublishedColumn } from "../compare/published.ts";
import type { ResultTable, TableCell, TableColumn, TableMean, TableValue } from "./build.ts";
import { rangeOf } from "./labels.ts";

/** A grid of text under a title; the first cell of a row names it. */
export interface Sheet {
  /** Title above the grid. */
  readonly title: string;
  /** One cell per column. */
  readonly header: readonly string[];
  /** As many cells each as the header has. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * Makes the sheets of a table: values in percent, runs, published numbers. Sheets without a row are
 * left out.
 */
export function toSheets(table: ResultTable): Sheet[] {
  return [valueSheet(table), runSheet(table), publishedSheet(table)]
    .filter(({ header, rows }) => rows.length > 0 && header.length > 1);
}

/** Notes needed to read the sheets, one sentence or source per line. */
export function toNotes({ columns, published, warnings }: ResultTable): string[] {
  const values = columns.flatMap(({ cells, mean }) => [...cells, mean]);
  const over = (kind: string) => values.some(({ interval }) => interval?.over === kind);
  const level = values.find(({ interval }) => interval)?.interval?.level ?? 0;
  const percent = Math.round(level * 100);
  return [
    ...(columns.length > 0
      ? ["Percent, mean over n seeds; weights of the last epoch; an empty cell has no record."]
      : []),
    ...(over("seeds")
      ? [
        `n ≥ 2: ± is the sample standard deviation over seeds, [ ] the ${percent} % interval of ` +
        "Student's t for their mean.",
      ]
      : []),
    ...(over("images")
      ? [`n = 1: [ ] is the ${percent} % bootstrap interval over test images; no spread is known.`]
      : []),
    ...(columns.some(({ mean }) => mean.categories.length > 0)
      ? [
        "The row of means covers the categories of which a column has runs, all of them trained; n " +
        "counts the seeds that have all of these.",
      ]
      : []),
    ...meanNotes(columns),
    ...markNotes(columns),
    ...dataNotes(columns),
    ...(published.some(({ mark, mean }) => mark === "recalled" || mean?.mark === "recalled")
      ? ["† quoted from memory, not verified."]
      : []),
    ...published.map(({ title, mark, source, mean, note }) =>
      `${title}: ${mark}, ${source}` +
      (mean && (mean.mark !== mark || mean.source !== source)
        ? `; mean: ${mean.mark}, ${mean.source}`
        : "") +
      `; ${note}.`
    ),
    ...warnings.map((warning) => `Warning: ${warning}.`),
  ];
}

function valueSheet({ title, metric, categories, controls, columns }: ResultTable): Sheet {
  const controlText = (value: number | undefined) =>
    value === undefined ? "" : formatPercent(value);
  return {
    title: `${title}: ${metric}`,
    header: [
      "",
      ...controls.map(({ title }) => `no network: ${title}`),
      ...columns.flatMap(({ label, published }) => [
        label,
        ...(published ? [`${published.title}, published (difference)`] : []),
      ]),
    ],
    rows: [
      ...categories.map((category, row) => [
        category,
        ...controls.map(({ values }) => controlText(values[category])),
        ...columns.flatMap((column) => valueTexts(column, column.cells[row]!)),
      ]),
      ...(columns.length > 0
        ? [[
          "mean",
          ...controls.map(({ mean, values }) =>
            controlText(mean) + countText(Object.keys(values).length, categories.length)
          ),
          ...columns.flatMap((column) => valueTexts(column, column.mean)),
        ]]
        : []),
    ],
  };
}

function valueTexts(
  { published, cells }: TableColumn,
  value: TableCell | TableMean,
): string[] {
  const text = formatValue(value) + marksOf(value);
  const of = text && "categories" in value ? countText(value.categories.length, cells.length) : "";
  return [text + of, ...(published ? [formatPublished(value)] : [])];
}

function countText(count: number, total: number): string {
  return `, ${count} of ${total} categories`;
}

/** Formats a value as `97.1 ± 0.4 [96.2, 98.0] n=3`; empty without a record. */
export function formatValue({ mean, standardDeviation, interval, seeds }: TableValue): string {
  if (mean === undefined) return "";
  return [
    formatSpread({ mean, standardDeviation }),
    ...(interval ? [`[${formatPercent(interval.low)}, ${formatPercent(interval.high)}]`] : []),
    `n=${seeds.length}`,
  ].join(" ");
}

/** The marks that apply to a value, such as `, partial, not trained`. */
export function marksOf(value: TableCell | TableMean): string {
  if ("categories" in value) return "";
  return (value.partial === undefined ? "" : ", partial") +
    (value.untrained === undefined ? "" : ", not trained") +
    (value.uncleared === undefined ? "" : ", nothing beyond");
}

/** Formats a published value and its difference, `97.6† (−0.5)`. */
function formatPublished(value: TableCell | TableMean): string {
  const { published, difference } = value;
  if (!published) return "";
  return formatMarked(published.value, published.mark) +
    ("partial" in value && value.partial !== undefined ? " not comparable" : "") +
    (difference === undefined ? "" : ` (${formatDifference(difference)})`);
}

function runSheet({ columns }: ResultTable): Sheet {
  return {
    title: "Runs",
    header: [
      "",
      "pixels",
      "epochs",
      "runs",
      "seeds",
      "seconds a run",
      "hours in all",
      "backend",
      "precision",
      "settings",
    ],
    rows: columns.map(({ label, imageSize, cells, precision, settingsHash }) => {
      const filled = cells.filter(({ records }) => records.length > 0);
      const seconds = filled.map((cell) => cell.seconds!);
      const total = filled.reduce((sum, cell) => sum + cell.seconds! * cell.records.length, 0);
      return [
        label,
        `${imageSize}`,
        rangeOf(filled.map((cell) => cell.epochs!)),
        `${filled.reduce((sum, cell) => sum + cell.records.length, 0)}`,
        [...new Set(filled.flatMap((cell) => cell.seeds))].sort((a, b) => a - b).join(", "),
        rangeOf(seconds.map(Math.round)),
        (total / 3600).toFixed(2),
        [...new Set(filled.flatMap((cell) => cell.backends))].sort().join(", "),
        precision,
        settingsHash,
      ];
    }),
  };
}

function publishedSheet({ categories, published }: ResultTable): Sheet {
  const cell = ({ values, mark }: PublishedColumn, category: string) =>
    Object.hasOwn(values, category) ? formatMarked(values[category]!, mark) : "";
  return {
    title: "Published",
    header: ["", ...published.map(({ title }) => title)],
    rows: [
      ...categories.map((category) => [
        category,
        ...published.map((column) => cell(column, category)),
      ]),
      ...(published.some(({ mean }) => mean)
        ? [[
          "mean",
          ...published.map(({ mean }) => mean ? formatMarked(mean.value, mean.mark) : ""),
        ]]
        : []),
    ],
  };
}

/** Notes on the categories that the means cover, one for all columns with the same categories. */
function meanNotes(columns: readonly TableColumn[]): string[] {
  const byCategories = Map.groupBy(
    columns.filter(({ mean }) => mean.categories.length > 0),
    ({ mean }) => mean.categories.join(", "),
  );
  return [...byCategories].map(([categories, of]) =>
    `Mean of ${of.map(({ label }) => label).join(", ")}: ${categories}.`
  );
}

/** Notes on the meaning of marks, and why each cell has its own. */
function markNotes(columns: readonly TableColumn[]): string[] {
  const cells = columns.flatMap(({ label, cells }) => cells.map((cell) => ({ label, ...cell })));
  const partial = new Map(
    cells.filter((cell) => cell.partial !== undefined)
      .map(({ category, partial }) => [category, `${category} (${partial})`]),
  );
  const uncleared = cells.filter((cell) => cell.uncleared !== undefined)
    .map(({ label, category, uncleared }) => `${label} on ${category} (${uncleared})`);
  const untrained = cells.filter((cell) => cell.untrained !== undefined)
    .map(({ label, category, untrained }) => `${label} on ${category} (${untrained})`);
  return [
    ...(partial.size > 0
      ? [
        "partial: not all official images are at hand, so a published value is not comparable: " +
        `${[...partial.values()].join("; ")}.`,
      ]
      : []),
    ...(uncleared.length > 0
      ? [
        "nothing beyond: of one run at least, the interval over test images does not clear the best " +
        `score without a network, so it has learnt nothing beyond it: ${uncleared.join("; ")}.`,
      ]
      : []),
    ...(untrained.length > 0
      ? [`not trained: the model has learnt nothing: ${untrained.join("; ")}.`]
      : []),
  ];
}

/** Notes on the images of each of several versions of the data; one version needs no note. */
function dataNotes(columns: readonly TableColumn[]): string[] {
  const versions = new Map<string, Set<string>>();
  for (const { category, fingerprint } of columns.flatMap(({ cells }) => cells)) {
    if (fingerprint) {
      versions.set(category, (versions.get(category) ?? new Set()).add(fingerprint));
    }
  }
  return columns.flatMap(({ label, cells }) => {
    const named = cells
      .filter(({ category, fingerprint }) => fingerprint && versions.get(category)!.size > 1)
      .map(({ category, fingerprint }) => `${category} ${fingerprint!.slice(0, 12)}`);
    return named.length > 0 ? [`Data of ${label}: ${named.join(", ")}.`] : [];
  });
}

/** Percent with one decimal, the precision of the published tables. */
export function formatPercent(fraction: number): string {
  return (100 * fraction).toFixed(1);
}

/** Mean and, where there are several values, their standard deviation in percent: `97.1 ± 0.4`. */
export function formatSpread({ mean, standardDeviation }: {
  readonly mean: number;
  readonly standardDeviation?: number | undefined;
}): string {
  return formatPercent(mean) +
    (standardDeviation === undefined ? "" : ` ± ${formatPercent(standardDeviation)}`);
}

/** Formats a published value in percent; `97.6†` marks one quoted from memory. */
export function formatMarked(value: number, mark: string): string {
  return formatPercent(value) + (mark === "recalled" ? "†" : "");
}

/**
 * Formats a difference in points with its sign and, where there is one, its interval:
 * `+1.2 [−0.3, 2.7]`.
 */
export function formatDifference(
  difference: number,
  interval?: { readonly low: number; readonly high: number },
): string {
  const points = formatPercent(Math.abs(difference));
  const sign = Number(points) === 0 ? "" : difference > 0 ? "+" : "−";
  return sign + points + (interval ? ` ${formatInterval(interval)}` : "");
}

/** Formats the interval of a difference: `[−0.3, 2.7]`. A bound that is rounded to 0 keeps its sign. */
export function formatInterval({ low, high }: { low: number; high: number }): string {
  const bounds = [low, high]
    .map((bound) => (bound < 0 ? "−" : "") + formatPercent(Math.abs(bound)));
  return `[${bounds.join(", ")}]`;
}

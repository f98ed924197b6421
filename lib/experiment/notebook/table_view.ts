/**
 * Results in notebooks, as a table of records or as points of a chart.
 *
 * @module
 */
import { isTrained, type ScoreName } from "../../record/compare/statistic.ts";
import type { RecordedMetric } from "../../record/run/record.ts";
import { buildTable, type ResultTable } from "../../record/table/build.ts";
import { type DefaultEpochs, toEntry } from "../../record/table/entry.ts";
import { mainSheet } from "../../record/table/main_sheet.ts";
import type { StoredRecord } from "../../record/table/read.ts";
import { formatPercent, type Sheet, toNotes, toSheets } from "../../record/table/sheets.ts";
import { shortLabels } from "../../record/table/short_labels.ts";
import type { HtmlTable } from "../../report/figure/figure.ts";
import type { AurocPoint } from "../../report/plots/aurocs.ts";
import { htmlTable } from "../../report/table/html_table.ts";
import type { CellResult } from "../sweep/run_cells.ts";

/**
 * Makes a table of records by the rules of `daad table`.
 *
 * @param name One of `TABLES`.
 * @param records From `readStored`.
 * @param score The score behind the image AUROCs; cells whose record lacks it are empty.
 * @throws {InputError} For a table that does not exist.
 */
export async function tableOfRecords(
  name: string,
  records: readonly StoredRecord[],
  score: ScoreName = "own",
): Promise<ResultTable> {
  const defaults: DefaultEpochs = new Map();
  const entries = records.map(({ file, record }) => toEntry(file, record, defaults));
  return buildTable(name, await Promise.all(entries), "image-auroc", score);
}

/**
 * Renders the table for a notebook: our values beside the published ones, and the names of the
 * records. Methods that the paper's table does not have are shown in the rows that have a value.
 */
export function viewTable(table: ResultTable): HtmlTable {
  const records = table.columns.flatMap(({ cells }) => cells.flatMap((cell) => cell.records));
  const main = mainSheet(table);
  const all = toSheets(table);
  return htmlTable({
    name: table.name,
    caption: `${table.title}: ${table.metric} in percent, ours with the 95 % interval and the ` +
      "number of seeds n, beside it what was published and how far ours is from it; † is quoted " +
      "from memory. A cell without a record stays empty.",
    grids: main ? [main.sheet] : all.slice(0, 1).map(filledRows),
    folded: { title: "All columns", grids: all },
    records: [...new Set(records)],
    notes: [...main?.notes ?? [], ...toNotes(table)],
  });
}

function filledRows(sheet: Sheet): Sheet {
  return { ...sheet, rows: sheet.rows.filter(([, ...values]) => values.some(Boolean)) };
}

/** Renders the results of the cells that a notebook requested. */
export function viewCells(results: readonly CellResult[]): HtmlTable {
  const calibrated = results.some(({ record }) => record?.statistics?.calibrated);
  return htmlTable({
    name: "runs",
    caption:
      "The runs that this notebook asked for: image AUROC in percent with its 95 % interval " +
      "over test images, of the weights of the last epoch" +
      (calibrated ? ", by the method's own and by the calibrated score." : ".") +
      (results.some(({ record }) => record && !isTrained(record))
        ? " What is not trained has learnt nothing, for the reason in its record: read nothing from " +
          "its value."
        : "") +
      otherImages(results),
    grids: [{
      title: "Runs",
      header: [
        ...["run", "image AUROC"],
        ...(calibrated ? ["calibrated"] : []),
        ...["epochs", "pixels", "seconds"],
      ],
      rows: results.map(({ id, record, problem }) => {
        if (!record) {
          return [id, `not run: ${problem}`, ...(calibrated ? [""] : []), "", "", ""];
        }
        return [
          id,
          formatAuroc(record.metrics.imageAuroc, "no anomalous images") +
          (isTrained(record) ? "" : ", not trained"),
          ...(calibrated ? [formatAuroc(record.statistics?.calibrated?.imageAuroc, "–")] : []),
          String(record.epochs),
          String(record.config.imageSize),
          record.seconds.total.toFixed(0),
        ];
      }),
    }],
    records: results.flatMap(({ folder, record }) => record ? [`${folder}/record.json`] : []),
  });
}

/** Which categories have runs on different images; empty for none. */
function otherImages(results: readonly CellResult[]): string {
  const recorded = results.filter(({ record }) => record);
  const mixed = [...Map.groupBy(recorded, ({ category }) => category)].filter(([, runs]) =>
    new Set(runs.map(({ record }) => record!.data.fingerprint)).size > 1
  );
  return mixed.map(([category]) =>
    ` Runs of ${category} are of different images, a kept record and a copy, and are not compared.`
  ).join("");
}

function formatAuroc(
  metric: Pick<RecordedMetric, "value" | "low" | "high"> | undefined,
  missing: string,
): string {
  if (!metric) return missing;
  const [value, low, high] = [metric.value, metric.low, metric.high].map(formatPercent);
  return `${value} [${low}, ${high}]`;
}

/**
 * Points for `plotAurocs`: our columns of a table, and the published columns that stand beside none of
 * ours, for example because ours is of some of the images.
 *
 * @param category A row of the table. Default: the means; where ours covers only some categories, its
 * label says how many.
 */
export function aurocPoints(table: ResultTable, category?: string): AurocPoint[] {
  const row = category === undefined ? -1 : table.categories.indexOf(category);
  const labels = shortLabels(table.columns.map(({ label }) => label));
  const points = table.columns.map(({ cells, mean }, i): AurocPoint => {
    const { mean: value, interval, published } = row < 0 ? mean : cells[row]!;
    const untrained = row >= 0 && cells[row]!.untrained !== undefined ? ", not trained" : "";
    const [count, all] = [mean.categories.length, table.categories.length];
    const part = row < 0 && count > 0 && count < all ? ` (${count} of ${all})` : "";
    const partial = (row < 0 ? cells : [cells[row]!]).some((cell) => cell.partial !== undefined);
    return {
      label: `${labels[i]}${part}${partial ? ", partial" : ""}${untrained}`,
      ...(partial && { partial }),
      value,
      low: interval?.low,
      high: interval?.high,
      published: published?.value,
      ...(row < 0 && { categories: mean.categories }),
    };
  });
  const beside = new Set(
    table.columns.flatMap(({ published }, i) =>
      points[i]!.published === undefined ? [] : [published?.id]
    ),
  );
  const others = table.published.filter(({ id }) => !beside.has(id)).map((column) => ({
    label: column.title,
    published: category === undefined ? column.mean?.value : column.values[category],
  }));
  return [...points, ...others].filter(({ value, published }: AurocPoint) =>
    value !== undefined || published !== undefined
  );
}

/** Points for `plotAurocs`: one per finished cell; labels name the category where there are several. */
export function cellPoints(results: readonly CellResult[]): AurocPoint[] {
  const several = new Set(results.map(({ category }) => category)).size > 1;
  return results.flatMap(({ variant, category, record }) => {
    if (!record?.metrics.imageAuroc) return [];
    const { value, low, high } = record.metrics.imageAuroc;
    const name = several ? `${variant}, ${category}` : variant;
    const label = isTrained(record) ? name : `${name}, not trained`;
    return [{ label, value, low, high }];
  });
}

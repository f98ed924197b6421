/**
 * Makes a table of records: categories in rows, methods in columns.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { average } from "../../metrics/statistics/average.ts";
import {
  type Mark,
  publishedCategories,
  type PublishedColumn,
  publishedColumn,
  publishedColumns,
  publishedMean,
  valueOf,
} from "../compare/published.ts";
import { SCORE_TITLES, type ScoreName } from "../compare/statistic.ts";
import { meanOverCategories } from "./category_mean.ts";
import { type TableControl, tableControls, unclearedControl } from "./controls.ts";
import { type Entry, entryValue, METRICS, type RunValue } from "./entry.ts";
import { type Group, groupEntries } from "./group.ts";
import { labelGroups } from "./labels.ts";
import { findTable, type TableName } from "./names.ts";
import { summarize, type Summary, type TableInterval } from "./statistics.ts";

/** Our value beside the published one. All values are fractions. */
export interface TableValue {
  /** Seeds whose values are averaged, in a mean those that have all categories; empty in an empty cell. */
  readonly seeds: readonly number[];
  /** Mean over seeds. */
  readonly mean?: number;
  /** Sample standard deviation over seeds; absent for one seed. */
  readonly standardDeviation?: number;
  /** Interval over seeds or, for one seed, over test images. */
  readonly interval?: TableInterval;
  /** The published value, and how sure we are of it. */
  readonly published?: { readonly value: number; readonly mark: Mark };
  /** Our mean minus the published value; absent where the two are not comparable. */
  readonly difference?: number;
}

/** One category of one column. Without a record, the facts about runs are absent. */
export interface TableCell extends TableValue {
  /** The row. */
  readonly category: string;
  /** Files of the records. */
  readonly records: readonly string[];
  /** Which official images are missing: the published value is then of other images. */
  readonly partial?: string;
  /** Why one of the runs has learnt nothing: the cell is then left out of all means. */
  readonly untrained?: string;
  /** Whether the records of all runs have scores without a network to compare with. */
  readonly controlled: boolean;
  /** The best score without a network that one of the runs does not beat. */
  readonly uncleared?: string;
  /** Passes over the training images. */
  readonly epochs?: number;
  /** Mean wall time of a run. */
  readonly seconds?: number;
  /** Ids of the backends that ran. */
  readonly backends: readonly string[];
  /** Identifies the images. */
  readonly fingerprint?: string;
  /** Names the score; values of other scores are not compared with it. */
  readonly scoredBy?: string;
}

/** The mean over the categories of which the column has runs, all of them trained. */
export interface TableMean extends TableValue {
  /** Those categories. */
  readonly categories: readonly string[];
}

/** One method in one configuration, precision and version of the data. */
export interface TableColumn {
  /** Id of the method. */
  readonly method: string;
  /** The method's name and what distinguishes the column from its other columns. */
  readonly label: string;
  /** Arithmetic: `fp32`, `bf16`. */
  readonly precision: string;
  /** Height and width of the images in pixels. */
  readonly imageSize: number;
  /** Hash of the configuration without `channels` and `epochs`. */
  readonly settingsHash: string;
  /** The published column that this one is compared with. */
  readonly published?: PublishedColumn;
  /** One cell per category, in the order of the rows. */
  readonly cells: readonly TableCell[];
  /** Mean over categories. */
  readonly mean: TableMean;
}

/** A table, before it is written in any format. */
export interface ResultTable {
  /** Id in `TABLES`. */
  readonly name: string;
  /** As printed. */
  readonly title: string;
  /** `dataset` of the records. */
  readonly dataset: string;
  /** `protocol` of the records. */
  readonly protocol: TableName["protocol"];
  /** As printed. */
  readonly metric: string;
  /** The score of the images that the metric is computed from. */
  readonly score: ScoreName;
  /** The rows. */
  readonly categories: readonly string[];
  /** Scores without a network; empty where no record has them, or for another metric. */
  readonly controls: readonly TableControl[];
  /** Columns in the order of the registry. */
  readonly columns: readonly TableColumn[];
  /** Every published column of this data set, protocol and metric. */
  readonly published: readonly PublishedColumn[];
  /** A sentence for each run that the table leaves out. */
  readonly warnings: readonly string[];
}

/**
 * Makes a table.
 *
 * @param name One of `TABLES`, for example `mvtec`.
 * @param entries Runs of any data set; those of this table are taken.
 * @param metric A name in `METRICS`. Published numbers are known for `image-auroc` only.
 * @param score The score of the images. Cells whose record lacks it are empty.
 * @throws {InputError} For a table that does not exist, or a metric of pixels by a score that has no maps.
 * @throws {RangeError} For a metric that does not exist.
 *
 * @example
 * ```ts
 * import { buildTable } from "./build.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { categories, columns } = buildTable("mnist", [], "image-auroc");
 * assertEquals([categories.length, columns.length], [10, 0]);
 * ```
 */
export function buildTable(
  name: string,
  entries: readonly Entry[],
  metric: string,
  score: ScoreName = "own",
): ResultTable {
  const { id, title, dataset, protocol } = findTable(name);
  const shown = METRICS[metric];
  if (!shown) throw new RangeError(`metric ${metric}: unknown`);
  if (!["own", "calibrated"].includes(score) && metric.startsWith("pixel-")) {
    throw new InputError(
      `--score ${score}: ${shown.title} is of maps; leave the score out, or take calibrated`,
    );
  }
  const own = entries.filter((e) => e.dataset === dataset && e.protocol === protocol);
  const value = (entry: Entry) => entryValue(entry, shown, score);
  const measured = own.filter(({ metrics }) => shown.of(metrics));
  const lacking = measured.filter((entry) => !value(entry)).length;
  const what = score === "own" ? shown.title : `${shown.title} by ${SCORE_TITLES[score]}`;
  const { groups, warnings } = groupEntries(measured, score);
  const known = metric === "image-auroc" ? publishedColumns(dataset, protocol) : [];
  const expected = metric === "image-auroc" ? publishedCategories(dataset, protocol) : [];
  const found = new Set(measured.map(({ category }) => category));
  const categories = [...expected, ...[...found].filter((c) => !expected.includes(c)).sort()];
  const labels = labelGroups(groups);
  const compared = metric === "image-auroc";
  return {
    name: id,
    title,
    dataset,
    protocol,
    metric: what,
    score,
    categories,
    controls: compared ? tableControls(measured, score) : [],
    columns: groups.map((group, i) => {
      const published = known.length > 0
        ? publishedColumn({ dataset, protocol, ...group, config: group.settings })
        : undefined;
      return {
        method: group.method,
        label: labels[i]!,
        precision: group.precision,
        imageSize: group.entries[0]!.imageSize,
        settingsHash: group.settingsHash,
        published,
        cells: categories.map((category) => ({
          ...toCell(category, group, value, published),
          scoredBy: scoreOf(group.entries.find((e) => e.category === category), score),
          ...(compared &&
            unclearedIn(group, category, (e) => unclearedControl(e, value(e), score))),
        })),
        mean: toMean(
          group,
          value,
          (over) => published && publishedMean(published, { dataset, protocol }, over),
        ),
      };
    }),
    published: known,
    warnings: [
      ...warnings,
      ...own.filter((entry) => !measured.includes(entry))
        .map(({ file }) => `${file}: has no ${shown.title}; left out`),
      ...(lacking > 0
        ? [`${lacking} of ${measured.length} runs have no ${what}; their cells are empty`]
        : []),
    ],
  };
}

function scoreOf(entry: Entry | undefined, score: ScoreName): string | undefined {
  return score === "own" || score === "calibrated" ? entry?.[score] : score;
}

/** A run's value; absent where the record lacks the statistic. */
type ValueOf = (entry: Entry) => RunValue | undefined;

function toCell(
  category: string,
  { entries }: Group,
  valueOfRun: ValueOf,
  column: PublishedColumn | undefined,
): TableCell {
  const runs = entries.filter((entry) => entry.category === category)
    .toSorted((a, b) => a.seed - b.seed);
  const valued = runs.filter(valueOfRun);
  const value = column && valueOf(column, category);
  const published = value === undefined ? undefined : { value, mark: column!.mark };
  const partial = runs.find((run) => run.partial !== undefined)?.partial;
  const untrained = runs.find((run) => run.untrained !== undefined)?.untrained;
  const summary = valued.length > 0 ? summarizeRuns(valued, valueOfRun) : undefined;
  return {
    category,
    ...(partial === undefined && untrained === undefined
      ? compare(summary, published)
      : { ...summary, published }),
    ...(partial !== undefined && { partial }),
    ...(untrained !== undefined && { untrained }),
    seeds: valued.map(({ seed }) => seed),
    records: runs.map(({ file }) => file),
    controlled: valued.length > 0 && valued.every(({ controls }) => controls !== undefined),
    epochs: runs[0]?.epochs,
    seconds: runs.length > 0 ? average(runs.map(({ seconds }) => seconds)) : undefined,
    backends: [...new Set(runs.map(({ backend }) => backend))].sort(),
    fingerprint: runs[0]?.fingerprint,
  };
}

function unclearedIn(
  { entries }: Group,
  category: string,
  of: (entry: Entry) => string | undefined,
): Pick<TableCell, "uncleared"> {
  const found = entries.filter((entry) => entry.category === category).flatMap((e) => of(e) ?? []);
  return found.length > 0 ? { uncleared: found[0] } : {};
}

/** Summarises runs over seeds; a single seed gets the interval of its record, over test images. */
function summarizeRuns(runs: readonly Entry[], valueOfRun: ValueOf): Summary {
  const metrics = runs.map((run) => valueOfRun(run)!);
  const summary = summarize(metrics.map(({ value }) => value));
  const { low, high, level } = metrics[0]!;
  if (summary.interval || low === undefined || high === undefined || !level) return summary;
  return { ...summary, interval: { low, high, level, over: "images" } };
}

function toMean(
  group: Group,
  valueOfRun: ValueOf,
  publishedOver: (categories: readonly string[]) => TableValue["published"],
): TableMean {
  const entries = group.entries.filter(valueOfRun);
  const counted = [...Map.groupBy(entries, ({ category }) => category)]
    .filter(([, runs]) => runs.every((run) => run.untrained === undefined));
  const categories = counted.map(([category]) => category);
  const runs = counted.flatMap(([, runs]) => runs);
  const outcomes = runs.map((run) => ({ ...run, value: valueOfRun(run)!.value }));
  const mean = meanOverCategories(outcomes, categories);
  const comparable = runs.every((run) => run.partial === undefined);
  return {
    ...compare(mean, comparable ? publishedOver(categories) : undefined),
    categories,
    seeds: mean?.seeds ?? [],
  };
}

function compare(
  summary: Summary | undefined,
  published: TableValue["published"],
): Omit<TableValue, "seeds"> {
  const difference = summary && published ? summary.mean - published.value : undefined;
  return { ...summary, published, difference };
}

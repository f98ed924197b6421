/**
 * Published numbers, with their sources and how sure we are of each.
 *
 * The files are in `data/published`, in percent: a table for each data set and protocol, with a
 * column for each source. A column's id is the method's; further columns of the same method have a
 * suffix, as in `ganomaly@draem`, and the one without a suffix is compared with our own values.
 *
 * @module
 */
import { z } from "zod";
import cifar10 from "../../../data/published/cifar10_image_auroc.json" with { type: "json" };
import cifar10Abnormal from "../../../data/published/cifar10_one_class_abnormal_image_auroc.json" with {
  type: "json",
};
import mnist from "../../../data/published/mnist_image_auroc.json" with { type: "json" };
import mvtec from "../../../data/published/mvtec_image_auroc.json" with { type: "json" };
import { parseConfig } from "../../config.ts";
import type { Protocol } from "../../data/mod.ts";
import { average } from "../../metrics/statistics/average.ts";
import { type NamedRun, variantOf } from "../../registry/naming.ts";

/** `seen` = read in the source; `recalled` = from memory, not verified. */
export type Mark = "seen" | "recalled";

/** Published values of one method on one data set. Values are fractions, not percent. */
export interface PublishedColumn {
  /** Id of the method, with a suffix where it is not the column to compare with. */
  readonly id: string;
  /** Name of the method and, where there are several, of the source. */
  readonly title: string;
  /** How sure we are of {@linkcode values}. */
  readonly mark: Mark;
  /** Where the values were published or read. */
  readonly source: string;
  /** Caveats for a comparison. */
  readonly note: string;
  /** The printed mean, which may be certain where the values are not; absent where none is printed. */
  readonly mean?: { readonly value: number; readonly mark: Mark; readonly source: string };
  /** Values by category; empty where only the mean is known. */
  readonly values: Readonly<Record<string, number>>;
}

/** A published value that ours is compared with. */
export interface PublishedValue {
  /** The method as the source names it. */
  readonly title: string;
  /** Fraction, not percent. */
  readonly value: number;
  /** How sure we are of it. */
  readonly mark: Mark;
  /** Where it was published or read. */
  readonly source: string;
}

const mark = z.enum(["seen", "recalled"]);
const percent = z.number().min(0).max(100);
const schema = z.strictObject({
  metric: z.literal("image AUROC, percent"),
  dataset: z.string(),
  protocol: z.enum(["one-class", "one-class-abnormal"]),
  columns: z.record(
    z.string(),
    z.strictObject({
      title: z.string(),
      mark,
      source: z.string(),
      note: z.string(),
      mean: z.strictObject({ value: percent, mark, source: z.string() }).optional(),
      values: z.record(z.string(), percent),
    }),
  ),
});

const FILES: readonly (readonly [dataset: string, name: string, json: unknown])[] = [
  ["mvtec", "mvtec", mvtec],
  ["cifar10", "cifar10", cifar10],
  ["cifar10", "cifar10_one_class_abnormal", cifar10Abnormal],
  ["mnist", "mnist", mnist],
];

const COLUMNS: ReadonlyMap<string, readonly PublishedColumn[]> = new Map(
  FILES.map(([dataset, name, json]) => {
    const file = parseConfig(schema, json, `data/published/${name}_image_auroc.json`);
    return [tableKey(dataset, file.protocol), Object.entries(file.columns).map(toColumn)];
  }),
);

/**
 * The published columns of a data set.
 *
 * @param dataset As in a record: `mvtec`, `cifar10`, `mnist`.
 * @returns A column for each source; empty where nothing is known.
 *
 * @example
 * ```ts
 * import { publishedColumns } from "./published.ts";
 * import { assert } from "@std/assert";
 *
 * const ids = publishedColumns("mvtec", "one-class").map(({ id }) => id);
 * assert(ids.includes("ganomaly") && ids.includes("ganomaly@draem"));
 * ```
 */
export function publishedColumns(dataset: string, protocol: Protocol): readonly PublishedColumn[] {
  return COLUMNS.get(tableKey(dataset, protocol)) ?? [];
}

/**
 * The published column that a method is compared with.
 *
 * No column of plain DAAD is known; it is compared with DAAD+, under that name. A method on a
 * backbone other than the published one is compared with nothing.
 */
export function publishedColumn(
  { dataset, protocol = "one-class", ...run }: NamedRun & {
    readonly dataset: string;
    readonly protocol?: Protocol;
  },
): PublishedColumn | undefined {
  if (variantOf(run) !== undefined) return undefined;
  const { method } = run;
  const id = method === "daad" ? "daad_plus" : method;
  return publishedColumns(dataset, protocol).find((column) => column.id === id);
}

/**
 * The published image AUROC that a method is compared with on one category.
 *
 * @param options.dataset As in a record, for example `mvtec`.
 * @param options.protocol Default `one-class`.
 * @param options.method Id of the method.
 * @param options.config Its configuration, as in a record. Default: the published method's.
 * @param options.category Name of the category or class.
 * @returns `undefined` where nothing is known.
 *
 * @example
 * ```ts
 * import { publishedImageAuroc } from "./published.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const known = publishedImageAuroc({ dataset: "mnist", method: "ocgan", category: "8" });
 * assertEquals([known?.value, known?.mark], [0.939, "seen"]);
 * ```
 */
export function publishedImageAuroc(
  { category, ...table }: NamedRun & {
    readonly dataset: string;
    readonly protocol?: Protocol;
    readonly category: string;
  },
): PublishedValue | undefined {
  const column = publishedColumn(table);
  const value = column && valueOf(column, category);
  if (value === undefined) return undefined;
  const { title, mark, source } = column!;
  return { title, value, mark, source };
}

/** A category's value; an inherited name such as `constructor` is not a category. */
export function valueOf({ values }: PublishedColumn, category: string): number | undefined {
  return Object.hasOwn(values, category) ? values[category] : undefined;
}

/** The categories of a data set of which any column knows a value. */
export function publishedCategories(dataset: string, protocol: Protocol): readonly string[] {
  return [
    ...new Set(publishedColumns(dataset, protocol).flatMap(({ values }) => Object.keys(values))),
  ];
}

/**
 * A column's mean over some categories: the printed one if these are all of the data set, else the mean
 * of their values.
 *
 * @returns `undefined` if neither is known.
 *
 * @example
 * ```ts
 * import { publishedColumn, publishedMean } from "./published.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const table = { dataset: "mvtec", protocol: "one-class" } as const;
 * const column = publishedColumn({ ...table, method: "daad_plus" })!;
 * assertEquals(publishedMean(column, table, ["bottle"])?.value, 0.976);
 * assertEquals(publishedMean(column, table, ["my screws"]), undefined);
 * ```
 */
export function publishedMean(
  column: PublishedColumn,
  { dataset, protocol }: { readonly dataset: string; readonly protocol: Protocol },
  categories: readonly string[],
): { readonly value: number; readonly mark: Mark } | undefined {
  const all = publishedCategories(dataset, protocol);
  const complete = categories.length === all.length &&
    all.every((name) => categories.includes(name));
  if (complete && column.mean) return { value: column.mean.value, mark: column.mean.mark };
  const values = categories.map((category) => valueOf(column, category));
  if (values.length === 0 || !values.every((value) => value !== undefined)) return undefined;
  return { value: average(values), mark: column.mark };
}

function tableKey(dataset: string, protocol: Protocol): string {
  return `${dataset}, ${protocol}`;
}

function toColumn(
  [id, column]: [string, z.infer<typeof schema>["columns"][string]],
): PublishedColumn {
  const { mean, values } = column;
  return {
    ...column,
    id,
    mean: mean && { ...mean, value: toFraction(mean.value) },
    values: Object.fromEntries(
      Object.entries(values).map(([category, value]) => [category, toFraction(value)]),
    ),
  };
}

/** Rounds the quotient, as division turns 41.1 into 0.41100000000000003. */
function toFraction(percent: number): number {
  return Number((percent / 100).toFixed(6));
}

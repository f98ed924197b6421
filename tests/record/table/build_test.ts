import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { average } from "../../../lib/metrics/statistics/average.ts";
import type { ScoreName } from "../../../lib/record/compare/statistic.ts";
import { buildTable, type ResultTable } from "../../../lib/record/table/build.ts";
import { formatCsv } from "../../../lib/record/table/csv.ts";
import { toSheets } from "../../../lib/record/table/sheets.ts";
import { assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";
import { type RunFacts, someEntries } from "./records.ts";

async function table(facts: readonly RunFacts[], name = "mvtec", metric = "image-auroc") {
  return buildTable(name, await someEntries(...facts), metric);
}

function cell({ columns: [column] }: ResultTable, category: string) {
  return column!.cells.find((cell) => cell.category === category)!;
}

Deno.test("buildTable: a cell is the mean over seeds beside the published value", async () => {
  const { mean, standardDeviation, interval, seeds, published, difference, records, seconds } =
    cell(
      await table([{ seed: 3, value: 0.9, seconds: 30 }, { seed: 1, value: 0.92, seconds: 50 }]),
      "bottle",
    );
  assertNear(mean!, 0.91, TOLERANCE.metric);
  assertNear(standardDeviation!, 0.02 / Math.SQRT2, TOLERANCE.metric);
  assertNear(interval!.low, 0.91 - 12.7062047 * 0.01, 1e-6);
  assertEquals(interval!.over, "seeds");
  assertEquals([seeds, seconds], [[1, 3], 40]);
  assertEquals(records, ["daad/bottle/1/record.json", "daad/bottle/3/record.json"]);
  assertEquals(published, { value: 0.976, mark: "recalled" }); // of DAAD+
  assertNear(difference!, 0.91 - 0.976, TOLERANCE.metric);
});

Deno.test("buildTable: one seed has the interval of its record, over test images", async () => {
  const { standardDeviation, interval } = cell(await table([{ value: 0.9 }]), "bottle");
  assertEquals(standardDeviation, undefined);
  assertEquals(interval, { low: 0.895, high: 0.905, level: 0.95, over: "images" });
});

Deno.test("buildTable: every category has a row, and without a record only what was published", async () => {
  const made = await table([{}, { category: "my screws" }]);
  assertEquals(made.categories.length, 16);
  assertEquals([made.categories[0], made.categories[15]], ["carpet", "my screws"]);
  const { mean, seeds, records, published, difference, epochs } = cell(made, "carpet");
  assertEquals([mean, seeds, records, difference, epochs], [
    undefined,
    [],
    [],
    undefined,
    undefined,
  ]);
  assertEquals(published?.value, 0.866);
  assertEquals(cell(made, "my screws").published, undefined);
});

Deno.test("buildTable: the mean covers the categories that have runs, each counts once", async () => {
  const { columns: [column] } = await table([
    { seed: 0, value: 0.8 },
    { seed: 1, value: 0.9 },
    { seed: 0, category: "screw", value: 0.6 },
    { seed: 1, category: "screw", value: 0.7 },
    { seed: 1, category: "zipper", value: 0.1 },
  ]);
  const { categories, seeds, mean, standardDeviation, published } = column!.mean;
  assertEquals([categories, seeds], [["bottle", "screw", "zipper"], [1]]);
  assertNear(mean!, (0.85 + 0.65 + 0.1) / 3, TOLERANCE.metric);
  assertEquals(standardDeviation, undefined); // only one seed has all three
  assertNear(published!.value, (0.976 + 0.987 + 0.859) / 3, TOLERANCE.metric); // of the same ones
});

Deno.test("buildTable: the mean's spread is over the seeds that have all categories", async () => {
  const { columns: [column] } = await table([
    { seed: 0, value: 0.8 },
    { seed: 1, value: 0.9 },
    { seed: 0, category: "screw", value: 0.6 },
    { seed: 1, category: "screw", value: 0.7 },
  ]);
  const { seeds, mean, standardDeviation } = column!.mean;
  assertEquals(seeds, [0, 1]);
  assertNear(mean!, 0.75, TOLERANCE.metric);
  assertNear(standardDeviation!, 0.1 / Math.SQRT2, TOLERANCE.metric);
});

Deno.test("buildTable: the mean of all categories stands beside the printed mean", async () => {
  const { categories } = await table([]);
  const { columns: [column] } = await table(categories.map((category) => ({ category })));
  assertEquals(column!.mean.published, { value: 0.895, mark: "recalled" });
  assertEquals(column!.mean.interval, undefined); // one seed
});

Deno.test("buildTable: data sets and protocols are tables of their own", async () => {
  const cifar = { dataset: "cifar10", category: "bird", imageSize: 32 };
  const facts = [{}, cifar, { ...cifar, protocol: "one-class-abnormal" as const, value: 0.4 }];
  const entries = await someEntries(...facts);
  const means = (name: string) =>
    buildTable(name, entries, "image-auroc").columns.flatMap(({ cells }) =>
      cells.filter(({ mean }) => mean).map(({ category, mean }) => [category, mean])
    );
  assertEquals(means("mvtec"), [["bottle", 0.9]]);
  assertEquals(means("cifar10"), [["bird", 0.9]]);
  assertEquals(means("cifar10-abnormal"), [["bird", 0.4]]);
  assertEquals(means("mnist"), []);
});

Deno.test("buildTable: other metrics have no published numbers, and runs without them are named", async () => {
  const made = await table([{}, { category: "screw", pixelAuroc: 0.7 }], "mvtec", "pixel-auroc");
  assertEquals([made.categories, made.published], [["screw"], []]);
  assertEquals(cell(made, "screw").mean, 0.7);
  assertEquals(made.warnings, ["daad/bottle/0/record.json: has no pixel AUROC; left out"]);
});

Deno.test("buildTable: folders stand beside nothing published, whatever their name", async () => {
  const made = await table([{ dataset: "folder" }, { dataset: "folder", category: "x" }], "folder");
  assertEquals(made.categories, ["bottle", "x"]);
  assertEquals([cell(made, "bottle").published, made.published], [undefined, []]);
});

Deno.test("buildTable: an unknown table is the user's mistake", () => {
  assertThrows(() => buildTable("mvtek", [], "image-auroc"), InputError, "expected one of mvtec");
  assertThrows(() => buildTable("mvtec", [], "auroc"), RangeError, "metric auroc");
});

const BOTH = [
  { value: 0.9, statistics: { mse: 0.6, top: 0.9 }, own: "top" },
  { method: "memae", value: 0.7, statistics: { mse: 0.7 }, own: "mse" },
  { method: "geotrans", value: 0.8 },
] as const;

Deno.test("buildTable: by a statistic, the cells of runs without it are empty, and their number is said", async () => {
  const by = async (score: ScoreName) => {
    const { columns, warnings } = buildTable(
      "mvtec",
      await someEntries(...BOTH),
      "image-auroc",
      score,
    );
    return [columns.map(({ label, mean }) => [label, mean.mean]), warnings];
  };
  assertEquals(await by("own"), [[["DAAD", 0.9], ["MemAE", 0.7], ["GeoTrans", 0.8]], []]);
  assertEquals(await by("mse"), [[["DAAD", 0.6], ["MemAE", 0.7], ["GeoTrans", undefined]], [
    "1 of 3 runs have no image AUROC by the mean square of the error; their cells are empty",
  ]]);
  const [top] = await by("top");
  assertEquals(top, [["DAAD", 0.9], ["MemAE", undefined], ["GeoTrans", undefined]]);
});

Deno.test("buildTable: pixels have no score of images", async () => {
  const entries = await someEntries(...BOTH);
  assertThrows(
    () => buildTable("mvtec", entries, "pixel-auroc", "mse"),
    InputError,
    "--score mse: pixel AUROC is of maps",
  );
});

Deno.test("buildTable: beside partial images a published value has no difference and no mean", async () => {
  const made = await table([{ value: 0.9, partial: "8 of 20" }, { category: "screw" }]);
  const bottle = cell(made, "bottle");
  assertEquals([bottle.partial, bottle.mean, bottle.published?.value, bottle.difference], [
    "8 of 20",
    0.9,
    0.976,
    undefined,
  ]);
  assertNear(cell(made, "screw").difference!, 0.9 - 0.987, TOLERANCE.metric);
  const { categories, published, difference } = made.columns[0]!.mean;
  assertEquals([categories, published, difference], [["bottle", "screw"], undefined, undefined]);
});

Deno.test("buildTable: of a limited test set no published value is comparable", async () => {
  const made = await table([{ value: 0.9, tested: 60 }]);
  const { partial, difference } = cell(made, "bottle");
  assertEquals([partial, difference], ["60 of 83 test images", undefined]);
});

Deno.test("buildTable: a cell with a run that learnt nothing is in no mean", async () => {
  const made = await table([
    { value: 0.5, untrained: "why" },
    { seed: 1, value: 0.9 },
    { category: "screw", value: 0.8 },
    { category: "screw", seed: 1, value: 0.8 },
  ]);
  const bottle = cell(made, "bottle");
  assertEquals([bottle.untrained, bottle.mean, bottle.difference], ["why", 0.7, undefined]);
  const { categories, mean } = made.columns[0]!.mean;
  assertEquals([categories, mean], [["screw"], 0.8]);
});

Deno.test("buildTable: scores without a network stand beside, each kind with its kind", async () => {
  const entries = await someEntries(
    { value: 0.8, statistics: { calibrated: 0.95 }, blur: [0.9, 0.7] },
    { category: "grid", value: 0.9, statistics: { calibrated: 0.9 }, blur: [0.5, 0.99] },
  );
  const own = buildTable("mvtec", entries, "image-auroc");
  assertEquals(own.controls, [
    { title: "what a blur leaves", values: { bottle: 0.9, grid: 0.5 }, mean: 0.7 },
  ]);
  assertEquals(cell(own, "bottle").uncleared, "what a blur leaves 90.0");
  assertEquals(cell(own, "grid").uncleared, undefined);
  const calibrated = buildTable("mvtec", entries, "image-auroc", "calibrated");
  assertEquals(calibrated.controls[0]!.values, { bottle: 0.7, grid: 0.99 });
  assertEquals(cell(calibrated, "bottle").mean, 0.95);
  assertEquals(cell(calibrated, "bottle").uncleared, undefined);
  assertEquals(cell(calibrated, "grid").uncleared, "what a blur leaves 99.0");
  const text = toSheets(own)[0]!;
  assertEquals(text.header[1], "no network: what a blur leaves");
  assertEquals(text.rows.find(([name]) => name === "bottle")![1], "90.0");
  assertMatch(text.rows.find(([name]) => name === "bottle")![2]!, /^80\.0 .* nothing beyond$/);
  const lines = formatCsv(own).split("\n");
  assertMatch(lines[1]!, /,no network: what a blur leaves,category,bottle,/);
  assertEquals(lines.filter((line) => line.includes("what a blur leaves 90.0")).length, 1);
});

Deno.test("buildTable: a score without a network is beaten by the lower bound, not by the value", async () => {
  // The interval of 0.9 begins at 0.895.
  const made = await table([
    { value: 0.9, blur: [0.897, 0.5] },
    { category: "grid", value: 0.9, blur: [0.894, 0.5] },
  ]);
  assertEquals(cell(made, "bottle").uncleared, "what a blur leaves 89.7");
  assertEquals(cell(made, "grid").uncleared, undefined);
});

Deno.test("buildTable: scores without a network of one size stand together, and the title names it", async () => {
  const entries = await someEntries(
    { category: "grid", imageSize: 64, blur: [0.5, 0.7] },
    { blur: [0.9, 0.7] },
    { category: "grid", blur: [0.8, 0.7] },
  );
  assertEquals(buildTable("mvtec", entries, "image-auroc").controls, [
    {
      title: "what a blur leaves, 128 px",
      values: { bottle: 0.9, grid: 0.8 },
      mean: average([0.9, 0.8]),
    },
  ]);
});

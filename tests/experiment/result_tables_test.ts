import { assertEquals } from "@std/assert";
import { formatDifferences } from "../../data/results/differences_table.ts";
import { formatMeasured } from "../../data/results/measured.ts";
import { formatSummary } from "../../data/results/summary_table.ts";
import { MNIST } from "../../lib/experiment/plan/tables/classes.ts";
import { METHODS } from "../../lib/methods/registry.ts";
import { someRecord } from "./table/records.ts";

const rowsOf = (table: string) =>
  table.split("\n").filter((_, i) => i !== 1)
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

const run = (method: string, category: string, seed: number, value: number) =>
  someRecord({ method, dataset: "mnist", category, seed, value, imageSize: 32, channels: 1 });

Deno.test("summary: a mean over categories, spread over complete seeds, nothing where one is missing", async () => {
  const columns = [{ title: "two", dataset: "mnist", categories: ["1", "8"] }];
  const records = await Promise.all([
    run("daad", "1", 0, 0.9),
    run("daad", "8", 0, 0.7),
    run("daad", "1", 1, 0.8),
    run("daad", "8", 1, 0.6),
    run("daad", "1", 2, 1), // incomplete: counts for its category, not for the spread
    run("ae", "1", 0, 0.5),
    run("memae", "1", 0, 0.6),
    run("memae", "8", 0, 0.4),
  ]);
  assertEquals(rowsOf(formatSummary(columns, records)), [
    ["Method", "two"],
    ["DAAD", "77.5 ± 7.1 (5 runs)"],
    ["MemAE", "50.0 (2 runs)"],
  ]);
});

Deno.test("measured: categories and runs a method, networks by name, each method a row", async () => {
  const opposite = { dataset: "mnist", protocol: "one-class-abnormal", category: "3" } as const;
  const records = await Promise.all([
    run("daad", "1", 0, 0.9),
    run("daad", "1", 1, 0.9),
    run("cavga", "1", 0, 0.9),
    someRecord({ ...opposite, method: "ae", imageSize: 32, channels: 1 }),
  ]);
  const rows = new Map(
    rowsOf(formatMeasured([MNIST], records)).map(([name, cell]) => [name, cell]),
  );
  assertEquals(rows.size, METHODS.length + 1);
  assertEquals(rows.get("DAAD"), "1 of 10, 2 runs");
  assertEquals(rows.get("CAVGA-R"), "1 of 10, 1 run on resnet18_scratch");
  assertEquals(rows.get("AE"), "–");
});

Deno.test("differences: pairs of equal category and seed only, none where nothing pairs", async () => {
  const records = await Promise.all([
    run("daad", "1", 0, 0.9),
    run("ae", "1", 0, 0.8),
    run("daad", "8", 0, 0.7),
    run("ae", "8", 0, 0.7),
    run("daad", "8", 1, 1), // no AE of this seed
    run("memae", "8", 0, 0.8),
  ]);
  const comparisons = [["daad", "ae"], ["daad", "memae"], ["vae", "ae"]] as const;
  assertEquals(rowsOf(formatDifferences(comparisons, [MNIST], records)), [
    ["Difference", "MNIST, one class normal"],
    ["DAAD − AE", "+5.0 [−58.5, 68.5] (2 pairs)"],
    ["DAAD − MemAE", "−10.0 (1 pair)"],
    ["VAE − AE", ""],
  ]);
});

import { assertEquals } from "@std/assert";
import { formatMethodSummary } from "../../../tools/tables/method_summary.ts";
import { formatOverview } from "../../../tools/tables/overview_table.ts";
import { type RunFacts, someRecord } from "../../record/table/records.ts";

const rowsOf = (table: string) =>
  table.split("\n").filter((_, i) => i !== 1)
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

const run = (method: string, category: string, seed: number, value: number, facts: RunFacts = {}) =>
  someRecord({
    ...{ method, dataset: "mnist", category, seed, value, imageSize: 32, channels: 1 },
    ...facts,
  });

Deno.test("overview: published means of the same categories, ours where all are measured", async () => {
  const all = Array.from({ length: 10 }, (_, digit) => `${digit}`);
  const two = { title: "two", dataset: "mnist", categories: ["6", "8"] };
  const ten = { title: "ten", dataset: "mnist", categories: all };
  const records = await Promise.all([
    run("ocgan", "6", 0, 0.9),
    run("ocgan", "8", 0, 0.8),
    run("ae", "6", 0, 0.7), // no 8
    run("daad_plus", "6", 0, 0.95, { untrained: "rebuilds nothing" }),
    run("daad_plus", "6", 1, 0.95),
    run("daad_plus", "8", 0, 0.95),
    run("vae", "6", 0, 0.9, { partial: "half" }),
    run("vae", "8", 0, 0.8),
    run("daad", "6", 0, 0.9, { statistics: { l2: 0.8 }, own: "top" }),
    run("daad", "8", 0, 0.8, { statistics: { l2: 0.6 }, own: "top" }),
  ]);
  const rows = new Map(
    rowsOf(formatOverview([two, ten], records)).map(([name, ...of]) => [name, of]),
  );
  assertEquals(rows.get("Method"), ["two _published_", "ours", "ten _published_", "ours"]);
  // Published for OCGAN: 99.1 on 6 and 93.9 on 8.
  assertEquals(rows.get("OCGAN")?.slice(0, 2), ["96.5", "85.0"]);
  // For MemAE only the mean of all ten is published.
  assertEquals(rows.get("MemAE"), ["", "", "97.5", ""]);
  assertEquals(rows.has("AE"), false);
  // The set of 6 lacks images.
  assertEquals(rows.get("VAE")?.[1], "(85.0)");
  assertEquals(rows.get("DAAD"), ["", "85.0 / 70.0", "", ""]);
  // One of the seeds learnt nothing: the others are a selection.
  assertEquals(rows.get("DAAD+"), ["", "_not trained_ (1 of 2)", "", ""]);
});

Deno.test("summary of a method: a row a setting, of the categories that it has, with marks", async () => {
  const records = await Promise.all([
    run("ocgan", "6", 0, 0.9),
    run("ocgan", "8", 0, 0.8),
    run("ocgan", "6", 1, 0.92),
    run("ocgan", "8", 1, 0.82),
    run("ocgan", "8", 0, 0.5, { untrained: "rebuilds nothing", overrides: { epochs: 1 } }),
  ]);
  const [header, first, second] = rowsOf(formatMethodSummary(records));
  assertEquals(header, [
    "Method",
    "Data",
    "Mean of",
    "Pixels",
    "Epochs",
    "Runs",
    "Published",
    "Ours",
  ]);
  assertEquals(first!.slice(0, 4), ["OCGAN", "MNIST", "6, 8", "32"]);
  assertEquals(first!.slice(5), ["4", "96.5", "86.0 ± 1.4"]);
  assertEquals(second!.slice(4), ["1", "1", "93.9", "_not trained_ (1 of 1)"]);
});

import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import type { Untrained } from "../../../lib/experiment/evaluate/untrained.ts";
import { ablationCells, ablationOutcomes } from "../../../lib/experiment/notebook/ablation.ts";
import type { RunRecord } from "../../../lib/record/run/record.ts";
import { pairOutcomes } from "../../../lib/record/table/pairs.ts";
import type { StoredRecord } from "../../../lib/record/table/read.ts";
import { formatAblation } from "../../../tools/tables/ablation_table.ts";
import { assertNear } from "../../close.ts";
import { someRecord } from "../../record/table/records.ts";
import { TOLERANCE } from "../../tolerances.ts";

async function run(
  variant: string,
  category: string,
  seed: number,
  value: number,
): Promise<StoredRecord> {
  // Each variant has a configuration of its own.
  const overrides = { baseWidth: 8 + variant.length };
  const record = await someRecord({ method: "daad", category, seed, overrides });
  const imageAuroc = {
    value,
    low: value - 0.05,
    high: value + 0.05,
    level: 0.95,
    replicates: 2000,
  };
  return {
    file: `results/components/notebook/${variant}/${category}/seed${seed}-0/record.json`,
    record: { ...record, metrics: { ...record.metrics, imageAuroc } },
  };
}

const found = await Promise.all([
  run("memory", "grid", 1, 0.6),
  run("memory", "bottle", 1, 0.92),
  run("memory", "bottle", 0, 0.9),
  run("auto-encoder", "bottle", 0, 0.8),
  run("auto-encoder", "bottle", 1, 0.9),
  run("auto-encoder", "grid", 0, 0.7),
  run("auto-encoder", "grid", 1, 0.7),
]);

const more = [await run("memory-adversarial", "bottle", 0, 0.95)];

Deno.test("ablation: runs become cells in the plan's order, seeds averaged", () => {
  const { found: cells, warnings } = ablationCells("components", found);
  assertEquals(warnings, []);
  assertEquals(cells.map(({ variant, category }) => `${variant} ${category}`), [
    "auto-encoder bottle",
    "auto-encoder grid",
    "memory grid",
    "memory bottle",
  ]);
  assertNear(cells[0]!.mean, 0.85, TOLERANCE.metric);
  assertEquals(cells[0]!.interval!.over, "seeds");
  assertEquals(cells[3]!.outcomes.map(({ seed, value }) => [seed, value]), [[0, 0.9], [1, 0.92]]);
  // One seed: the interval of its record, over test images.
  const { over, low } = cells[2]!.interval!;
  assertEquals(over, "images");
  assertNear(low, 0.55, TOLERANCE.metric);
});

Deno.test("ablation: a seed that was run twice counts once, and the other file is named", async () => {
  const again = await run("memory", "grid", 1, 0.1);
  const file = again.file.replace("seed1-0", "seed1-1");
  const { found: cells, warnings } = ablationCells("components", [{ ...again, file }, ...found]);
  assertEquals(
    cells.find(({ variant, category }) => variant === "memory" && category === "grid")!.mean,
    0.6,
  );
  assertEquals(warnings, [
    `${file}: the same variant, category and seed as ${again.file}; left out`,
  ]);
});

Deno.test("ablation: the runs of a variant, category by category", () => {
  const { found: cells } = ablationCells("components", found);
  const outcomes = ablationOutcomes(cells, "memory");
  assertEquals(outcomes.map(({ budget: _, ...outcome }) => outcome), [
    { category: "grid", seed: 1, value: 0.6, scoredBy: "top" },
    { category: "bottle", seed: 0, value: 0.9, scoredBy: "top" },
    { category: "bottle", seed: 1, value: 0.92, scoredBy: "top" },
  ]);
  assertEquals(ablationOutcomes(cells, "u-net"), []);
});

Deno.test("ablation: the table names references, spread and pairs", () => {
  const referencesOf = (variant: string) =>
    variant === "memory" ? ["u-net", "auto-encoder", "memory"] : ["memory", "auto-encoder"];
  const rows = formatAblation("components", referencesOf, found).split("\n")
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  assertEquals(rows[0], [
    ...["Variant", "bottle", "grid", "Mean"],
    ...["Difference", "over seeds", "from", "Pairs"],
  ]);
  // Bottle −10 and −2, grid +10: 2 ± 12.706 · 8. Only seed 1 has both categories, so there is no
  // interval over seeds. Without a run to compare with, or with itself, there is no difference.
  const [first, second] = [rows[2]!, rows[3]!];
  assertEquals(first.slice(0, 4), ["auto-encoder", "85.0 ± 7.1", "70.0 ± 0.0", "77.5"]);
  assertEquals(first.slice(4), ["+2.0 [−99.6, 103.6]", "", "memory", "3"]);
  assertEquals(second.slice(0, 4), ["memory", "91.0 ± 1.4", "60.0", "75.5"]);
  assertEquals(second.slice(4), ["−2.0 [−103.6, 99.6]", "", "auto-encoder", "3"]);
  const two = formatAblation("components", () => ["auto-encoder", "memory"], [
    ...found,
    ...more,
  ]);
  assertEquals(
    two.split("\n").slice(-2).map((line) => line.split("|").map((cell) => cell.trim())[7]),
    ["auto-encoder", "memory"],
  );
});

Deno.test("ablation: scores without a network come first, and mark what does not clear them", async () => {
  const runs = (await Promise.all([
    run("memory", "grid", 0, 0.6),
    run("memory", "bottle", 0, 0.9),
  ])).map(({ file, record }) => {
    const statistics = { calibrated: record.metrics };
    const blur = { own: { value: 0.7 }, calibrated: { value: 0.88 } };
    return { file, record: { ...record, statistics, controls: { blur } } as RunRecord };
  });
  const auroc = { value: 0.4, low: 0.3, high: 0.5 };
  const category = { testImages: 9, roughness: auroc, brightness: auroc, contrast: auroc };
  const untrained: Untrained = {
    dataset: "mvtec",
    protocol: "one-class",
    categories: { bottle: category, grid: category },
  };
  const table = (score: "own" | "calibrated") =>
    formatAblation("components", () => [], runs, { score, untrained }).split("\n").slice(2)
      .map((line) => line.split("|").slice(1, 5).map((cell) => cell.trim()));
  assertEquals(table("own"), [
    ...["roughness", "brightness", "contrast"].map((name) => [`_${name}_`, "40.0", "40.0", "40.0"]),
    ["_what a blur leaves_", "70.0", "70.0", "70.0"],
    ["memory", "90.0", "60.0 °", "75.0"],
  ]);
  assertEquals(table("calibrated").slice(3), [
    ["_what a blur leaves, calibrated_", "88.0", "88.0", "88.0"],
    ["memory", "90.0 °", "60.0 °", "75.0"], // its interval begins at 85.0
  ]);
});

Deno.test("ablation: runs of other images or epochs are not paired", async () => {
  const shorter = await run("u-net", "bottle", 0, 0.5);
  const cells = ablationCells("components", [
    ...found,
    { ...shorter, record: { ...shorter.record, epochs: shorter.record.epochs + 1 } },
  ]).found;
  const pairs = (variant: string) =>
    pairOutcomes(ablationOutcomes(cells, variant), ablationOutcomes(cells, "memory"));
  assertEquals([pairs("auto-encoder").length, pairs("u-net").length], [3, 0]);
});

Deno.test("ablation: a variant of the same configuration as another is shown as that one", async () => {
  const twin = await run("u-net", "bottle", 0, 0.9);
  const { configHash } = found[2]!.record; // of the memory
  const runs = [...found, { ...twin, record: { ...twin.record, configHash } }];
  assertEquals(
    ablationCells("components", runs).found.map(({ variant, sameAs }) => [variant, sameAs]),
    [
      ...[["auto-encoder", undefined], ["auto-encoder", undefined], ["u-net", undefined]],
      ...[["memory", undefined], ["memory", "u-net"]],
    ],
  );
  const rows = formatAblation("components", () => [], runs).split("\n")
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  assertEquals(rows.at(-1)?.slice(0, 4), ["memory", "as u-net", "", ""]);
});

Deno.test("ablation: what stands elsewhere is named, as is a plan that does not exist", async () => {
  const { record } = await run("memory", "grid", 0, 0.6);
  const file = "components/notebook/nothing/grid/seed0-0/record.json";
  const { found, warnings } = ablationCells("components", [{ file, record }]);
  assertEquals(found, []);
  assertEquals(warnings, [`${file}: is under no variant of components; left out`]);
  assertThrows(() => ablationCells("granularty", []), InputError, "expected one of");
});

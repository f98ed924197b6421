import { assertEquals } from "@std/assert";
import { MNIST } from "../../../lib/experiment/plan/tables/classes.ts";
import { LITERAL_DAAD, MEMAE_AS_AE, narrowAe } from "../../../lib/experiment/plan/tables/pairs.ts";
import { runName } from "../../../lib/registry/naming.ts";
import { METHODS } from "../../../lib/registry/registry.ts";
import { formatGains, formatPixels, formatSteps } from "../../../tools/tables/calibration_table.ts";
import { formatDataset } from "../../../tools/tables/dataset_table.ts";
import { formatDifferences } from "../../../tools/tables/differences_table.ts";
import { formatMeasured } from "../../../tools/tables/measured.ts";
import { formatMethodResults } from "../../../tools/tables/method_table.ts";
import { formatSummary } from "../../../tools/tables/summary_table.ts";
import { type RunFacts, someRecord } from "../../record/table/records.ts";

const rowsOf = (table: string) =>
  table.split("\n").filter((_, i) => i !== 1)
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

const run = (
  method: string,
  category: string,
  seed: number,
  value: number,
  facts: RunFacts = {},
) =>
  someRecord({
    method,
    dataset: "mnist",
    category,
    seed,
    value,
    imageSize: 32,
    channels: 1,
    ...facts,
    // Runs of unlike length are not compared.
    overrides: { epochs: 30, ...facts.overrides },
  });

Deno.test("summary: a mean over categories, spread over complete seeds, nothing where one is missing", async () => {
  const of = { dataset: "mnist", categories: ["1", "8"] };
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
  assertEquals(rowsOf(formatSummary(of, records)), [
    ["Method", "own score"],
    ["DAAD", "77.5 ± 7.1 (5 runs)"],
    ["MemAE", "50.0 (2 runs)"],
  ]);
});

Deno.test("measured: categories, runs and hours, variants by name, each method and variant a row", async () => {
  const opposite = { dataset: "mnist", protocol: "one-class-abnormal", category: "3" } as const;
  const records = await Promise.all([
    run("daad", "1", 0, 0.9, { seconds: 3600 }),
    run("daad", "1", 1, 0.9, { seconds: 3600 }),
    run("cavga", "1", 0, 0.9, { seconds: 3600 }),
    run("daad", "1", 0, 0.9, { seconds: 3600, overrides: LITERAL_DAAD.overrides }),
    someRecord({ ...opposite, method: "ae", imageSize: 32, channels: 1 }),
  ]);
  const rows = new Map(
    rowsOf(formatMeasured([MNIST], records)).map(([name, cell]) => [name, cell]),
  );
  assertEquals(rows.size, METHODS.length + 3);
  assertEquals(rows.get("DAAD"), "1 of 10, 2 runs, 2.0 h");
  assertEquals(rows.get("DAAD[literal]"), "1 of 10, 1 run, 1.0 h");
  assertEquals(rows.get("CAVGA-R[resnet18_scratch]"), "1 of 10, 1 run, 1.0 h");
  assertEquals(rows.get("AE"), "–");
  assertEquals(rows.get("Together"), "4.0 h");
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
  assertEquals(rowsOf(formatDifferences(comparisons, "mnist", records)), [
    ["Difference", "By", "Points", "Over seeds", "Categories", "Pairs"],
    ["DAAD − AE", "own score", "+5.0 [−58.5, 68.5]", "", "2", "2"],
    // MemAE's own score is the mean square, DAAD's the top 1 %; the VAE has no run.
  ]);
});

Deno.test("differences: by the norm of the error all methods that have it are compared", async () => {
  const records = await Promise.all([
    run("daad", "1", 0, 0.9, { statistics: { l2: 0.8 }, own: "top" }),
    run("memae", "1", 0, 0.5, { statistics: { l2: 0.7 }, own: "mse" }),
    run("ganomaly", "1", 0, 0.4, { statistics: { l2: 0.6 } }),
    run("ocgan", "1", 0, 0.4, { statistics: { l2: 0.4 } }),
    run("ae", "1", 0, 0.4), // from an older version
    run("vae", "1", 0, 0.4, { statistics: { l2: 0.4 }, untrained: "why" }),
  ]);
  const comparisons = [
    ["daad", "memae"],
    ["ganomaly", "ocgan"],
    ["daad", "ae"],
    ["daad", "vae"],
  ] as const;
  assertEquals(rowsOf(formatDifferences(comparisons, "mnist", records)).slice(1), [
    ["DAAD − MemAE", "norm", "+10.0", "", "1", "1"],
    ["GANomaly − OCGAN", "norm", "+20.0", "", "1", "1"], // two scores that have nothing in common
    ["DAAD − AE", "own score", "+50.0", "", "1", "1"],
  ]);
});

Deno.test("differences: categories that only another score has are named; plain errors are not calibrated", async () => {
  const calibrated = { statistics: { calibrated: 0.6 }, own: "top", calibration: {} } as const;
  const plain = { ...calibrated, calibration: { variant: "none" } as const };
  const records = await Promise.all(
    (["daad", "ae"] as const).flatMap((method) => [
      run(method, "1", 0, 0.9, calibrated),
      run(method, "8", 0, 0.9, plain),
      run(method, "3", 0, 0.9),
    ]),
  );
  const rows = rowsOf(formatDifferences([["daad", "ae"]], "mnist", records)).slice(1);
  assertEquals(rows.map(([, by, , , categories]) => [by, categories]), [
    ["own score", "3"],
    ["calibrated", "1, without 3, 8"],
  ]);
});

Deno.test("differences: of several seeds with a second interval, over seeds", async () => {
  const records = await Promise.all([
    run("daad", "1", 0, 0.9),
    run("daad", "8", 0, 0.7),
    run("daad", "1", 1, 0.9),
    run("daad", "8", 1, 0.9),
    ...["1", "8"].flatMap((category) => [0, 1].map((seed) => run("ae", category, seed, 0.5))),
  ]);
  const [, row] = rowsOf(formatDifferences([["daad", "ae"]], "mnist", records));
  // Over categories: 40 and 30 points; over seeds: 30 and 40. Student's t of one degree of freedom.
  const interval = `[${(35 - 63.5).toFixed(1).replace("-", "−")}, ${(35 + 63.5).toFixed(1)}]`;
  assertEquals(row, ["DAAD − AE", "own score", `+35.0 ${interval}`, interval, "2", "4"]);
});

Deno.test("differences: variants of a method are rows of their own", async () => {
  const narrow = { overrides: narrowAe(100, 32).overrides };
  const records = await Promise.all([
    run("daad", "1", 0, 0.9),
    run("ae", "1", 0, 0.8),
    run("ae", "1", 0, 0.7, narrow),
    run("daad", "1", 0, 0.6, { overrides: LITERAL_DAAD.overrides }),
    run("memae", "1", 0, 0.5, { overrides: MEMAE_AS_AE.overrides }),
  ]);
  const comparisons = [["daad", "ae"], ["daad", "ae[bottleneck]"], ["memae[as_ae]", "ae"]] as const;
  assertEquals(rowsOf(formatDifferences(comparisons, "mnist", records)).slice(1), [
    ["DAAD − AE", "own score", "+10.0", "", "1", "1"],
    ["DAAD − AE[bottleneck]", "own score", "+20.0", "", "1", "1"],
    ["MemAE[as_ae] − AE", "own score", "−30.0", "", "1", "1"],
  ]);
  assertEquals(records.map(runName), [
    "daad",
    "ae",
    "ae[bottleneck]",
    "daad[literal]",
    "memae[as_ae]",
  ]);
});

Deno.test("datasets: own score and norm below each other, marks, and a mean of what compares", async () => {
  const records = await Promise.all([
    run("daad", "1", 0, 0.9, { statistics: { l2: 0.8 }, own: "top", partial: "half" }),
    run("daad", "8", 0, 0.7, { statistics: { l2: 0.6 }, own: "top" }),
    run("ocgan", "1", 0, 0.9, { partial: "half" }),
    run("ocgan", "8", 0, 0.5, { untrained: "why" }),
    run("vae", "8", 0, 0.5),
  ]);
  const rows = rowsOf(formatDataset({ dataset: "mnist", categories: ["1", "8"], records }));
  const named = (name: string) => rows.find(([title]) => title === name)?.slice(1);
  assertEquals(named("DAAD, own score"), ["90.0 _partial_", "70.0", "80.0"]);
  assertEquals(named("DAAD, norm of the error"), ["80.0 _partial_", "60.0", "70.0"]);
  assertEquals(named("OCGAN"), [
    ...["90.0 _partial_", "50.0 _not trained_", "_not trained_ (1 of 2)"],
  ]);
  const published = rows.find(([title]) => title?.startsWith("_published: OCGAN"))!;
  assertEquals([published[1]!.endsWith(" *not comparable*"), published[2], published[3]], [
    true,
    "93.9",
    "",
  ]);
  // Nothing of ours is beside it that could be compared.
  const unmeasured = rows.find(([title]) => title?.startsWith("_published: VAE"))!;
  assertEquals(unmeasured[1]!.endsWith(" *not comparable*"), false);
});

Deno.test("datasets: runs of two budgets are neither seeds of a cell nor categories of a mean", async () => {
  const longer = { overrides: { epochs: 31 } };
  const records = await Promise.all([
    run("daad", "1", 0, 0.9, longer),
    run("daad", "8", 0, 0.7),
    run("ae", "1", 0, 0.9),
    run("ae", "1", 1, 0.9, longer),
    run("ae", "8", 0, 0.7),
  ]);
  const rows = rowsOf(formatDataset({ dataset: "mnist", categories: ["1", "8"], records }));
  assertEquals(rows.filter(([title]) => title === "DAAD" || title === "AE"), [
    ["DAAD", "90.0", "70.0", "_mixed budgets_"],
    ["AE", "_mixed budgets_", "70.0", "_mixed budgets_"],
  ]);
});

Deno.test("datasets and summary: calibrated scores of plain errors are marked", async () => {
  const statistics = { calibrated: 0.9 };
  const records = await Promise.all([
    run("daad", "1", 0, 0.5, { statistics, calibration: { variant: "none" } }),
    run("daad", "8", 0, 0.5, { statistics, calibration: {} }),
  ]);
  const of = { dataset: "mnist", categories: ["1", "8"] };
  const [, , calibrated] = rowsOf(formatDataset({ ...of, records }));
  assertEquals(calibrated!.slice(1), ["90.0 _plain_", "90.0", "90.0"]);
  assertEquals(rowsOf(formatSummary(of, records))[1]![2], "90.0 (2 runs) _plain in 1_");
  assertEquals(rowsOf(formatGains([MNIST], records))[1], ["DAAD", "+40.0 (1 pair)"]);
});

Deno.test("methods: a second column by the norm of the error, where records have it", async () => {
  const old = [await run("daad", "1", 0, 0.9)];
  assertEquals(rowsOf(formatMethodResults(old))[0]!.includes("By the norm of the error"), false);
  const [header, row] = rowsOf(
    formatMethodResults([await run("daad", "1", 0, 0.9, { statistics: { l2: 0.8 } })]),
  );
  assertEquals(row![header!.indexOf("By the norm of the error")], "80.0");
});

Deno.test("methods: a mean by each score, where all classes have runs of one setting", async () => {
  const statistics = { l2: 0.8, calibrated: 0.6 };
  const records = await Promise.all(
    MNIST.categories.map((name, i) => run("daad", name, 0, i < 5 ? 0.9 : 0.7, { statistics })),
  );
  const [header, ...rows] = rowsOf(formatMethodResults(records));
  assertEquals(rows.length, 11);
  const cell = (title: string) => rows.at(-1)![header!.indexOf(title)];
  assertEquals(cell("Data"), "**MNIST, mean**");
  assertEquals(
    ["Image AUROC", "By the norm of the error", "Calibrated"].map(cell),
    ["**80.0**", "**80.0**", "**60.0**"],
  );
  assertEquals(rowsOf(formatMethodResults(records.slice(1))).length, 10); // a class is missing
  const longer = await run("daad", "0", 0, 0.9, { overrides: { epochs: 31 } });
  assertEquals(rowsOf(formatMethodResults([...records.slice(1), longer])).length, 11);
});

Deno.test("summary: what learnt nothing is in no mean", async () => {
  const of = { dataset: "mnist", categories: ["1", "8"] };
  const records = await Promise.all([
    run("daad", "1", 0, 0.9, { statistics: { l2: 0.5 } }),
    run("daad", "8", 0, 0.7),
    run("ae", "1", 0, 0.9),
    run("ae", "8", 0, 0.7, { untrained: "why" }),
  ]);
  assertEquals(rowsOf(formatSummary(of, records)), [
    ["Method", "own score", "norm"],
    ["DAAD", "80.0 (2 runs)", ""],
    ["AE", "_not trained_ (1 of 2)", ""],
  ]);
});

Deno.test("datasets: controls come first, and mark the cells that do not clear the best of them", async () => {
  const records = await Promise.all([
    run("daad", "1", 0, 0.9, { statistics: { calibrated: 0.9 }, blur: [0.8, 0.95] }),
    run("daad", "8", 0, 0.5, { statistics: { calibrated: 0.9 }, blur: [0.6, 0.7] }),
  ]);
  assertEquals(rowsOf(formatDataset({ dataset: "mnist", categories: ["1", "8"], records })), [
    ["Method", "1", "8", "Mean"],
    ["_what a blur leaves_", "80.0", "60.0", "70.0"],
    ["_what a blur leaves, calibrated_", "95.0", "70.0", "82.5"],
    ["DAAD, own score", "90.0", "50.0 °", "70.0"],
    ["DAAD, calibrated (not in the paper)", "90.0 °", "90.0", "90.0"],
  ]);
});

Deno.test("summary: controls come first, calibrated ones in the column of calibrated scores", async () => {
  const records = await Promise.all([
    run("daad", "1", 0, 0.9, { statistics: { calibrated: 0.9 }, blur: [0.8, 0.95] }),
    run("daad", "8", 0, 0.5, { statistics: { calibrated: 0.9 }, blur: [0.6, 0.7] }),
    run("daad", "3", 0, 0.5, { statistics: { calibrated: 0.9 } }),
  ]);
  const rows = (categories: string[]) =>
    rowsOf(formatSummary({ dataset: "mnist", categories }, records));
  assertEquals(rows(["1", "8"]), [
    ["Method", "own score", "calibrated"],
    ["_what a blur leaves_", "70.0", "82.5"],
    ["DAAD", "70.0 (2 runs)", "90.0 (2 runs)"],
  ]);
  assertEquals(rows(["1", "8", "3"])[1]?.[0], "DAAD"); // one category has no control
});

Deno.test("datasets: controls are those of the calibration that most runs have", async () => {
  const statistics = { calibrated: 0.9 };
  const records = await Promise.all([
    run("ae", "1", 0, 0.9, { statistics, blur: [0.8, 0.1], calibration: { floor: 1 } }),
    run("daad", "1", 0, 0.9, { statistics, blur: [0.8, 0.7] }),
    run("memae", "1", 0, 0.9, { statistics, blur: [0.8, 0.7] }),
  ]);
  const rows = rowsOf(formatDataset({ dataset: "mnist", categories: ["1"], records }));
  assertEquals(rows[2], ["_what a blur leaves, calibrated_", "70.0", "70.0"]);
});

Deno.test("calibration: gains of the same runs, and both ways from the AE to the calibrated DAAD", async () => {
  const records = await Promise.all([
    run("ae", "1", 0, 0.5, { statistics: { calibrated: 0.6 } }),
    run("daad", "1", 0, 0.7, { statistics: { calibrated: 0.9 } }),
    run("memae", "1", 0, 0.7), // from an older version
    run("daad", "8", 0, 0.7, { statistics: { calibrated: 0.7 }, untrained: "why" }),
  ]);
  assertEquals(rowsOf(formatGains([MNIST], records)).slice(1), [
    ["DAAD", "+20.0 (1 pair)"],
    ["AE", "+10.0 (1 pair)"],
  ]);
  assertEquals(rowsOf(formatSteps([MNIST], records)).slice(1).map(([, cell]) => cell), [
    "+20.0 (1 pair)",
    "+20.0 (1 pair)",
    "+10.0 (1 pair)",
    "+30.0 (1 pair)",
    "+40.0 (1 pair)",
  ]);
  assertEquals(rowsOf(formatPixels(records)).length, 1); // none has masks
  // A seed that learnt nothing leaves its category out, as in all other tables.
  const second = await Promise.all([
    run("ae", "1", 1, 0.5, { statistics: { calibrated: 0.6 } }),
    run("daad", "1", 1, 0.7, { statistics: { calibrated: 0.9 }, untrained: "why" }),
  ]);
  assertEquals(rowsOf(formatSteps([MNIST], [...records, ...second])).length, 1);
});

import { assertEquals, assertNotEquals } from "@std/assert";
import { type Group, groupEntries } from "../../../lib/record/table/group.ts";
import { labelGroups } from "../../../lib/record/table/labels.ts";
import { buildTable } from "../../../lib/record/table/build.ts";
import { toEntry } from "../../../lib/record/table/entry.ts";
import { type RunFacts, someEntries, someRecord } from "./records.ts";

/** The columns of these runs: their labels and contents. */
async function columns(...facts: readonly RunFacts[]): Promise<[string, string[]][]> {
  const { groups } = groupEntries(await someEntries(...facts), "own");
  return labelGroups(groups).map((label, i) => [label, runs(groups[i]!)]);
}

const runs = ({ entries }: Group) => entries.map(({ category, seed }) => `${category} ${seed}`);

Deno.test("groupEntries: seeds and categories of one configuration are one column", async () => {
  assertEquals(
    await columns({ seed: 0 }, { seed: 1 }, { category: "screw", trainingImages: 320 }),
    [["DAAD", ["bottle 0", "bottle 1", "screw 0"]]],
  );
});

Deno.test("groupEntries: gray and colour categories share a column", async () => {
  const gray = { category: "grid", channels: 1 as const };
  assertEquals(await columns({}, gray), [["DAAD", ["bottle 0", "grid 0"]]]);
});

Deno.test("groupEntries: another configuration is another column, labelled with its fields", async () => {
  assertEquals(await columns({}, { seed: 1, overrides: { temperature: 1, items: 50 } }), [
    ["DAAD (items=100, temperature=0.03)", ["bottle 0"]],
    ["DAAD (items=50, temperature=1)", ["bottle 1"]],
  ]);
  assertEquals(await columns({ imageSize: 32 }, { imageSize: 40 }).then((all) => all.length), 2);
});

Deno.test("groupEntries: many differences are summed up by a hash, and labels differ", async () => {
  const found = await columns({}, {
    seed: 1,
    imageSize: 64,
    overrides: { decayAt: 0.5, items: 9, temperature: 1 },
  });
  assertEquals(found.length, 2);
  assertNotEquals(found[0]![0], found[1]![0]);
  for (const [label] of found) assertEquals(/settings [0-9a-f]{16}\)$/.test(label), true, label);
});

Deno.test("groupEntries: runs of a GPU, and those in TF32, share no column with those of a CPU", async () => {
  const gpu = { devices: ["GPU"], flags: { NVIDIA_TF32_OVERRIDE: "0" } };
  const tf32 = { devices: ["GPU"], flags: { NVIDIA_TF32_OVERRIDE: "1" } };
  assertEquals(await columns({}, { seed: 1, ...gpu }), [
    ["DAAD (device=CPU)", ["bottle 0"]],
    ["DAAD (device=GPU)", ["bottle 1"]],
  ]);
  // The same seed: neither replaces the other.
  assertEquals(await columns({ ...gpu, file: "b" }, { ...tf32, file: "c" }, { file: "a" }), [
    ["DAAD (precision=fp32, device=CPU)", ["bottle 0"]],
    ["DAAD (precision=fp32, device=GPU)", ["bottle 0"]],
    ["DAAD (precision=tf32, device=GPU)", ["bottle 0"]],
  ]);
  // On a CPU the variable changes nothing, and only a record of TensorFlow can be in TF32.
  const neither = { flags: tf32.flags };
  assertEquals((await columns({}, { seed: 1, ...neither })).length, 1);
});

Deno.test("groupEntries: another precision is another column", async () => {
  assertEquals(await columns({}, { seed: 1, precision: "bf16" }), [
    ["DAAD (precision=fp32)", ["bottle 0"]],
    ["DAAD (precision=bf16)", ["bottle 1"]],
  ]);
});

Deno.test("groupEntries: default epochs, which depend on the number of images, share a column", async () => {
  const few = { category: "toothbrush", trainingImages: 60 };
  assertEquals(await columns({}, few), [["DAAD", ["bottle 0", "toothbrush 0"]]]);
});

Deno.test("groupEntries: an explicit number of epochs is another column than the default", async () => {
  const few = { category: "toothbrush", trainingImages: 60 };
  assertEquals(await columns({}, few, { ...few, seed: 1, overrides: { epochs: 10 } }), [
    ["DAAD (epochs=50–186)", ["bottle 0", "toothbrush 0"]],
    ["DAAD (epochs=10)", ["toothbrush 1"]],
  ]);
});

Deno.test("groupEntries: a run that fits an explicit number and the default stands in both", async () => {
  const few = { category: "toothbrush", trainingImages: 60 };
  const fifty = { overrides: { epochs: 50 } }; // bottle's default
  assertEquals(await columns({ ...fifty }, { ...few, ...fifty }), [
    ["DAAD", ["bottle 0", "toothbrush 0"]],
  ]);
  const found = await columns({}, { ...few, ...fifty, seed: 1 }, few);
  assertEquals(found.toSorted(([a], [b]) => a.length - b.length), [
    ["DAAD (epochs=50)", ["bottle 0", "toothbrush 1"]],
    ["DAAD (epochs=50–186)", ["bottle 0", "toothbrush 0"]],
  ]);
});

Deno.test("groupEntries: other images of one category are another column", async () => {
  const other = { fingerprint: "smaller copies" };
  assertEquals(
    await columns({}, { seed: 1 }, { seed: 2, ...other }, { category: "screw" }),
    [
      ["DAAD (data=1 of 2)", ["bottle 0", "bottle 1", "screw 0"]],
      ["DAAD (data=2 of 2)", ["bottle 2"]],
    ],
  );
});

Deno.test("groupEntries: methods are in the order of the registry, unknown ones last", async () => {
  const entries = await someEntries({ method: "daad_plus", file: "a" }, { file: "b" });
  const unknown = { ...entries[0]!, method: "aaa" };
  const { groups } = groupEntries([unknown, ...entries], "own");
  assertEquals(groups.map(({ method }) => method), ["daad", "daad_plus", "aaa"]);
  assertEquals(labelGroups(groups), ["DAAD", "DAAD+", "aaa"]);
});

Deno.test("groupEntries: a seed that was run twice counts once, and the other file is named", async () => {
  const entries = await someEntries(
    { file: "b/record.json", value: 0.5 },
    { file: "a/record.json" },
  );
  const { groups, warnings } = groupEntries(entries, "own");
  assertEquals(groups.flatMap(({ entries }) => entries.map(({ file }) => file)), ["a/record.json"]);
  assertEquals(warnings, [
    "b/record.json: the same seed of the same run as a/record.json; left out",
  ]);
});

Deno.test("groupEntries: tuned runs share a column though their settings and epochs differ", async () => {
  const tuned = async (category: string, overrides: Record<string, unknown>) =>
    await toEntry(`${category}/record.json`, {
      ...await someRecord({ category, overrides }),
      tuned: `tunings/${category}`,
    });
  const entries = [
    await tuned("bottle", { items: 7, epochs: 100 }),
    await tuned("grid", { baseWidth: 8 }),
    ...await someEntries({ category: "bottle" }, { category: "grid" }),
  ];
  const { groups } = groupEntries(entries, "own");
  assertEquals(labelGroups(groups).sort(), ["DAAD", "DAAD[tuned]"]);
  assertEquals(groups.map(({ entries }) => entries.length), [2, 2]);
  const { columns } = buildTable("mvtec", entries, "image-auroc");
  // A published value is not of settings chosen in this way.
  const tunedColumn = columns.find(({ label }) => label === "DAAD[tuned]");
  assertEquals(tunedColumn!.published, undefined);
});

Deno.test("groupEntries: calibrated scores of two calibrations are not averaged", async () => {
  const statistics = { calibrated: 0.9 };
  const entries = await someEntries(
    { file: "a", seed: 0, statistics, calibration: {} },
    { file: "b", seed: 1, statistics, calibration: { smoothing: 16 } },
    { file: "c", seed: 2, statistics, calibration: {} },
    { file: "d", seed: 3 },
  );
  const files = (score: "own" | "calibrated") => {
    const { groups, warnings } = groupEntries(entries, score);
    return [groups.map(({ entries }) => entries.map(({ file }) => file)), warnings.length];
  };
  assertEquals(files("own"), [[["a", "b", "c", "d"]], 0]);
  assertEquals(files("calibrated"), [[["a", "c", "d"]], 1]);
});

Deno.test("groupEntries: whole data and limited data are never mixed, whatever their fingerprints", async () => {
  const classes = ["airplane", "bird", "cat", "deer"];
  const facts = classes.flatMap((category, i): RunFacts[] => {
    const cifar = { dataset: "cifar10", category, imageSize: 32 } as const;
    return [
      // By the order of the fingerprints each would be the first of some class.
      { ...cifar, trainingImages: 5000, fingerprint: `${i % 2 ? "b" : "a"}`, file: `whole ${i}` },
      {
        ...{ ...cifar, trainingImages: 2000, tested: 2000, overrides: { epochs: 30 } },
        ...{ fingerprint: `${i % 2 ? "a" : "b"}`, file: `limited ${i}` },
      },
    ];
  });
  const { groups } = groupEntries(await someEntries(...facts), "own");
  const limits = groups.map((
    { entries },
  ) => [...new Set(entries.map(({ images }) => images.test.used))]);
  assertEquals(limits.map((of) => of.length), limits.map(() => 1), JSON.stringify(limits));
});

Deno.test("groupEntries: a limit that some classes do not reach is one column", async () => {
  const digits = [["0", 5923], ["1", 6000], ["5", 5421]] as const;
  const facts = digits.map(([category, trainingImages]): RunFacts => ({
    ...{ dataset: "mnist", category, trainingImages, imageSize: 32, channels: 1 },
    overrides: { epochs: 30 },
  }));
  assertEquals(await columns(...facts), [["DAAD", ["0 0", "1 0", "5 0"]]]);
});

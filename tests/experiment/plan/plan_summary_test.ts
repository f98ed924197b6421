import { assertEquals } from "@std/assert";
import { listCells } from "../../../lib/experiment/plan/cells.ts";
import {
  formatCells,
  formatEstimate,
  secondsByRecords,
} from "../../../lib/experiment/plan/plan_summary.ts";
import { findPlan } from "../../../lib/experiment/plan/plans.ts";
import { someRecord } from "../../record/table/records.ts";

const cells = await listCells(findPlan("mnist"), {
  profile: "cpu",
  precision: "fp32",
  methods: ["ae", "daad"],
  categories: ["3", "7"],
  seeds: [0, 1],
});

Deno.test("formatCells: a line for all runs of one setting", () => {
  assertEquals(formatCells(cells), [
    '  ae: 3, 7; seeds 0, 1; 32 pixels {"epochs":30}',
    '  daad: 3, 7; seeds 0, 1; 32 pixels {"epochs":30}',
  ]);
});

Deno.test("secondsByRecords: default epochs of whatever number of images", async () => {
  const plan = findPlan("mvtec");
  const choice = { profile: "cpu", precision: "fp32", methods: ["ae"], seeds: [0] } as const;
  const mvtec = await listCells(plan, { ...choice, categories: ["bottle", "toothbrush"] });
  const record = await someRecord({ method: "ae", trainingImages: 60, seconds: 7 });
  assertEquals(await secondsByRecords(mvtec, "mvtec", [record]), { known: 2, seconds: 14 });
});

Deno.test("secondsByRecords: the mean of like records, for each run that has some", async () => {
  const of = async (total: number, epochs: number, dataset: "mnist" | "mvtec") => {
    const record = await someRecord({ method: "daad", imageSize: 32, overrides: { epochs } });
    return { ...record, dataset, seconds: { ...record.seconds, total } };
  };
  const records = [
    await of(30, 30, "mnist"),
    await of(50, 30, "mnist"),
    await of(1000, 20, "mnist"), // other epochs
    await of(1000, 30, "mvtec"), // other images
  ];
  assertEquals(await secondsByRecords(cells, "mnist", records), { known: 4, seconds: 160 });
  assertEquals(
    await formatEstimate(cells, "mnist", records, 2),
    "by kept records: about 80 s for 4 of the 8 runs with 2 at a time; other " +
      "machines differ",
  );
  assertEquals(await formatEstimate(cells, "mnist", [], 2), undefined);
});

Deno.test("formatCells: a multiple of the epochs is told", async () => {
  const long = await listCells(findPlan("against-ae"), {
    ...{ profile: "smoke", precision: "fp32", methods: ["ae-long"], categories: ["bottle"] },
    seeds: [0],
  });
  assertEquals(formatCells(long).length, 1);
  assertEquals(formatCells(long)[0]!.split(", ").at(-1), "2× epochs");
});

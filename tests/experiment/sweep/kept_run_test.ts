import { assertEquals } from "@std/assert";
import type { CalibrationOptions } from "../../../lib/detector/calibration/options.ts";
import { listCells } from "../../../lib/experiment/plan/cells.ts";
import { findPlan } from "../../../lib/experiment/plan/plans.ts";
import { keptRun } from "../../../lib/experiment/sweep/kept_run.ts";
import type { RunRecord } from "../../../lib/record/run/record.ts";
import { type RunFacts, someRecord } from "../../record/table/records.ts";

/** Whether a record of so many images is the run of the cell. */
async function isKept(
  [plan, category, profile]: readonly [string, string, "smoke" | "cpu"],
  facts: RunFacts,
  tested: number,
  change: Partial<RunRecord> = {},
): Promise<boolean> {
  const dataset = findPlan(plan);
  const precision = "fp32";
  const choice = { profile, methods: ["ae"], categories: [category], seeds: [0], precision };
  const [cell] = await listCells(dataset, choice);
  const { imageSize, overrides } = cell!;
  const record = await someRecord({
    ...{ method: "ae", dataset: dataset.dataset, category, imageSize, overrides },
    ...facts,
  });
  const data = { ...record.data, testNormal: 1, testAnomalous: tested - 1 };
  const stored = { file: "record.json", record: { ...record, data, ...change } };
  return await keptRun([stored], dataset, cell!, precision) !== undefined;
}

Deno.test("keptRun: without a limit, the official number of images of a class", async () => {
  const digit = ["mnist", "1", "cpu"] as const;
  const gray = { channels: 1 as const };
  assertEquals(await isKept(digit, { ...gray, trainingImages: 6742 }, 10_000), true);
  assertEquals(await isKept(digit, { ...gray, trainingImages: 2000 }, 10_000), false);
  assertEquals(await isKept(digit, { ...gray, trainingImages: 6742 }, 2000), false);
  assertEquals(
    await isKept(["cifar10", "bird", "cpu"], { trainingImages: 5000 }, 10_000),
    true,
  );
});

Deno.test("keptRun: with a limit, as many images as it says; of MVTec AD all or a whole category", async () => {
  assertEquals(
    await isKept(["mnist", "1", "smoke"], { channels: 1, trainingImages: 64 }, 40),
    true,
  );
  assertEquals(
    await isKept(["mnist", "1", "smoke"], { channels: 1, trainingImages: 65 }, 40),
    false,
  );
  const bottle = ["mvtec", "bottle", "cpu"] as const;
  assertEquals(await isKept(bottle, { trainingImages: 209 }, 83), true);
  assertEquals(await isKept(bottle, { trainingImages: 209 }, 20), false);
  assertEquals(await isKept(bottle, { trainingImages: 60 }, 83), false);
});

Deno.test("keptRun: a record in another arithmetic, or of another run, does not count", async () => {
  assertEquals(await isKept(["mvtec", "bottle", "cpu"], { precision: "bf16" }, 83), false);
  // With limits, other protocols and classes have as many images, and the hash stays the same.
  const digit = ["mnist", "1", "smoke"] as const;
  const kept = (change: Partial<RunRecord>) =>
    isKept(digit, { channels: 1, trainingImages: 64 }, 40, change);
  assertEquals(await kept({}), true);
  assertEquals(await kept({ protocol: "one-class-abnormal" }), false);
  assertEquals(await kept({ dataset: "fashion_mnist" }), false);
  assertEquals(await kept({ category: "2" }), false);
  assertEquals(await kept({ method: "memae" }), false);
  assertEquals(await kept({ seed: 1 }), false);
});

Deno.test("keptRun: a tuned run is no run of the defaults, whatever it chose", async () => {
  const bottle = ["mvtec", "bottle", "cpu"] as const;
  assertEquals(await isKept(bottle, {}, 83, { tuned: "data/tuned/mvtec/bottle/ae" }), false);
});

Deno.test("keptRun: a tuned run with another calibration than was chosen is another run", async () => {
  const plan = findPlan("mvtec");
  const precision = "fp32";
  const choice = { methods: ["daad_tuned"], categories: ["bottle"], seeds: [0], precision };
  const [cell] = await listCells(plan, { ...choice, profile: "cpu" });
  const { imageSize, overrides, tuned, calibration } = cell!;
  const kept = async (change: Partial<CalibrationOptions>) => {
    const options = { ...calibration!.fields as Partial<CalibrationOptions>, ...change };
    const facts = { category: "bottle", imageSize, overrides, calibration: options };
    const record = { ...await someRecord(facts), tuned };
    return await keptRun([{ file: "record.json", record }], plan, cell!, precision) !== undefined;
  };
  assertEquals([await kept({}), await kept({ smoothing: 16 })], [true, false]);
  // A file may list the same options in another order.
  const options = calibration!.fields as Partial<CalibrationOptions>;
  const facts = { category: "bottle", imageSize, overrides, calibration: options };
  const record = { ...await someRecord(facts), tuned };
  const own = record.calibration as { options: CalibrationOptions };
  const turned = Object.fromEntries(Object.entries(own.options).reverse());
  const stored = { ...record, calibration: { ...own, options: turned } } as unknown as RunRecord;
  const found = await keptRun([{ file: "record.json", record: stored }], plan, cell!, precision);
  assertEquals(found?.file, "record.json");
});

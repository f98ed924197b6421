import { assertEquals, assertNotEquals } from "@std/assert";
import { cellConfigHash, cellOverrides } from "../../../lib/experiment/plan/cell_config.ts";
import { listCells } from "../../../lib/experiment/plan/cells.ts";
import { secondsByRecords } from "../../../lib/experiment/plan/plan_summary.ts";
import { findPlan } from "../../../lib/experiment/plan/plans.ts";
import type { RunRecord } from "../../../lib/record/run/record.ts";

const CHOICE = { methods: ["daad", "daad-long"], precision: "float32" } as const;

Deno.test("long trains twice as many epochs as the method has on the category's images", async () => {
  const [, long] = await cells("cpu");
  assertEquals(long!.overrides, {});
  // 1,300 steps of 8 images; at least 50 epochs.
  assertEquals([48, 209].map((images) => cellOverrides(long!, facts(images))), [
    { epochs: 434 },
    { epochs: 100 },
  ]);
});

Deno.test("long doubles the epochs that a profile sets", async () => {
  const [short, long] = await cells("smoke");
  assertEquals(short!.overrides.epochs, 1);
  assertEquals(cellOverrides(long!, facts(20)).epochs, 2);
});

Deno.test("long is a run of its own, and its record belongs to it alone", async () => {
  const [short, long] = await cells("cpu");
  assertNotEquals(short!.folder.slice(-8), long!.folder.slice(-8));
  const record = {
    dataset: "mvtec",
    method: "daad",
    config: { channels: 3 },
    data: { trainingImages: 48 },
    seconds: { total: 100 },
  } as unknown as RunRecord;
  const ofLong = { ...record, configHash: await cellConfigHash(long!, record) };
  assertNotEquals(await cellConfigHash(short!, record), ofLong.configHash);
  assertEquals(await secondsByRecords([short!, long!], "mvtec", [ofLong]), {
    known: 1,
    seconds: 100,
  });
});

function cells(profile: "cpu" | "smoke") {
  const choice = { ...CHOICE, categories: ["toothbrush"], seeds: [0], profile };
  return listCells(findPlan("against-ae"), choice);
}

function facts(trainingImages: number) {
  return { imageSize: 64, channels: 3, trainingImages } as const;
}

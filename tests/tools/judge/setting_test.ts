import { assertEquals } from "@std/assert";
import { bySetting } from "../../../tools/judge/setting.ts";
import { formatMean } from "../../../tools/tables/cell_text.ts";
import { someRecord } from "../../record/table/records.ts";

const run = (category: string, trainingImages: number, epochs = 30) =>
  someRecord({
    ...{ method: "vae", dataset: "mnist", imageSize: 32, channels: 1, value: 0.9 },
    ...{ category, trainingImages, overrides: { epochs } },
  });

Deno.test("bySetting: all images of a class, or a limit that a class does not reach, are one setting", async () => {
  const runs = [await run("1", 6000), await run("6", 5918)]; // of 6,742 and 5,918
  assertEquals(bySetting(runs), [runs]);
  assertEquals(formatMean(runs, ["1", "6"], "own"), "90.0");
});

Deno.test("bySetting: more images or longer trainings are another setting, and have no common mean", async () => {
  const first = await run("1", 6000);
  for (const other of [await run("6", 2000), await run("6", 5918, 10)]) {
    assertEquals(bySetting([first, other]), [[first], [other]]);
    assertEquals(formatMean([first, other], ["1", "6"], "own"), "_mixed budgets_");
  }
});

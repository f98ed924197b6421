import { assertEquals } from "@std/assert";
import {
  countDeviations,
  MVTEC_CATEGORIES,
  officialCategory,
} from "../../../lib/data/datasets/official_counts.ts";

Deno.test("MVTEC_CATEGORIES: 15 categories, 73 kinds of anomalies, the published totals", () => {
  const all = [...MVTEC_CATEGORIES.values()];
  const sum = (count: (one: typeof all[number]) => number) => all.reduce((s, c) => s + count(c), 0);
  assertEquals(all.length, 15);
  assertEquals(sum((one) => one.types.length), 73);
  assertEquals(
    [sum((one) => one.train), sum((one) => one.testNormal), sum((one) => one.testAnomalous)],
    [3629, 467, 1258],
  );
});

Deno.test("officialCategory: a copy by name and kinds, not a user's folder of the same name", () => {
  const files = (...types: string[]) =>
    types.map((type) => ({ path: type, label: type === "good" ? 0 : 1, type }) as const);
  assertEquals(officialCategory("screw", files("good", "thread_top"))?.train, 320);
  assertEquals(officialCategory("screw", files("good", "scratched")), undefined);
  assertEquals(officialCategory("screw", files("good", "thread_top", "scratched")), undefined);
  assertEquals(officialCategory("screw", files("good")), undefined);
  assertEquals(officialCategory("screws", files("thread_top")), undefined);
});

Deno.test("officialCategory: kinds may have got lost, if the normal test images are complete", () => {
  const files = (good: number, bad: number) =>
    ["good", "bad"].flatMap((type, label) =>
      Array.from(
        { length: label ? bad : good },
        () => ({ path: type, label: label as 0 | 1, type }),
      )
    );
  assertEquals(officialCategory("zipper", files(32, 65))?.train, 240);
  assertEquals(officialCategory("zipper", files(31, 65)), undefined);
  assertEquals(officialCategory("zipper", files(32, 120)), undefined);
});

Deno.test("countDeviations: each count, also where another is the official one by chance", () => {
  const deviations = (name: string, train: number, testNormal: number, testAnomalous: number) =>
    countDeviations({ train, testNormal, testAnomalous }, MVTEC_CATEGORIES.get(name)!);
  assertEquals(deviations("bottle", 209, 20, 63), undefined);
  assertEquals(deviations("capsule", 219, 8, 109), "8 of 23 normal test images");
  // Twelve of the sixty training images replace the twelve normal test images.
  assertEquals(deviations("toothbrush", 48, 12, 30), "48 of 60 training images");
  assertEquals(
    deviations("metal_nut", 220, 8, 52),
    "8 of 22 normal test images, 52 of 93 anomalous test images",
  );
});

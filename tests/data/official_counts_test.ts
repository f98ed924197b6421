import { assertEquals } from "@std/assert";
import { MVTEC_CATEGORIES, officialCategory } from "../../lib/data/official_counts.ts";

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

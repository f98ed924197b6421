import { assertEquals } from "@std/assert";
import type { Untrained } from "../../lib/experiment/evaluate/untrained.ts";
import { joinUntrained } from "../../tools/untrained.ts";

Deno.test("joinUntrained: categories that were not measured again stay", () => {
  const of = (testImages: number, ...names: string[]): Untrained => {
    const auroc = { value: 0.5, low: 0.4, high: 0.6 };
    const own = { testImages, roughness: auroc, brightness: auroc, contrast: auroc };
    return {
      ...{ dataset: "mvtec", protocol: "one-class" },
      categories: Object.fromEntries(names.map((name) => [name, own])),
    };
  };
  const { dataset, categories } = joinUntrained([of(1, "bottle", "grid"), of(2, "grid", "screw")]);
  assertEquals(dataset, "mvtec");
  assertEquals(
    Object.entries(categories).map(([name, { testImages }]) => [name, testImages]),
    [["bottle", 1], ["grid", 2], ["screw", 2]],
  );
});

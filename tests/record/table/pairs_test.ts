import { assertEquals } from "@std/assert";
import { pairOutcomes, summarizePairs } from "../../../lib/record/table/pairs.ts";
import { runOutcomes } from "../../../lib/record/table/outcomes.ts";
import { assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";
import { type RunFacts, someRecord } from "./records.ts";

const outcome = (category: string, seed: number, value: number) => ({ category, seed, value });

Deno.test("pairs: of equal category and seed only, and differences may be negative", () => {
  const own = [outcome("grid", 1, 0.5), outcome("bottle", 0, 1), outcome("bottle", 2, 0.75)];
  const reference = [outcome("bottle", 0, 0.75), outcome("grid", 1, 0.75), outcome("grid", 2, 0)];
  assertEquals(pairOutcomes(own, reference), [
    outcome("grid", 1, -0.25),
    outcome("bottle", 0, 0.25),
  ]);
});

Deno.test("pairs: seeds of one category are one value, however many they are", () => {
  const pairs = [
    outcome("1", 0, 0.1),
    ...[0, 1, 2].map((seed) => outcome("8", seed, 0.3)),
  ];
  const { mean, standardDeviation, interval, pairs: count } = summarizePairs(pairs, "categories")!;
  assertNear(mean, 0.2, TOLERANCE.metric);
  assertNear(standardDeviation!, Math.SQRT2 / 10, TOLERANCE.metric);
  assertEquals([interval!.over, count], ["categories", 4]);
});

Deno.test("pairs: a seed without one of the categories does not count", () => {
  const pairs = [
    outcome("bottle", 0, 0.1),
    outcome("grid", 0, 0.3),
    outcome("bottle", 1, 0.9),
  ];
  const { mean, interval, pairs: count } = summarizePairs(pairs, "seeds")!;
  assertNear(mean, 0.2, TOLERANCE.metric);
  assertEquals([interval, count], [undefined, 2]);
  assertEquals(
    summarizePairs([outcome("bottle", 1, 0.9), outcome("grid", 0, 0.3)], "seeds"),
    undefined,
  );
});

Deno.test("pairOutcomes: runs that are scored by different statistics are no pair", () => {
  const of = (scoredBy: string | undefined, value: number) => [
    { category: "bottle", seed: 0, value, scoredBy },
  ];
  assertEquals(pairOutcomes(of("top", 0.75), of("top", 0.5)).map(({ value }) => value), [0.25]);
  assertEquals(pairOutcomes(of("top", 0.75), of("mse", 0.5)), []);
  assertEquals(pairOutcomes(of(undefined, 0.75), of("mse", 0.5)), []);
});

Deno.test("pairOutcomes: runs on other images, of another size or length are no pair", async () => {
  const of = async (facts: RunFacts) =>
    runOutcomes([await someRecord({ overrides: { epochs: 30 }, ...facts })], "own");
  const daad = await of({ method: "daad", value: 0.9 });
  assertEquals(pairOutcomes(daad, await of({ method: "ae", value: 0.8 })).length, 1);
  for (
    const other of [
      { overrides: { epochs: 10 } },
      { fingerprint: "fewer images" },
      { imageSize: 256 },
      { category: "grid" },
      { seed: 1 },
    ]
  ) {
    assertEquals(pairOutcomes(daad, await of({ method: "ae", value: 0.8, ...other })), []);
  }
});

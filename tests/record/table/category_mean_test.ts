import { assertEquals } from "@std/assert";
import { meanOverCategories } from "../../../lib/record/table/category_mean.ts";
import { assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";

const outcome = (category: string, seed: number, value: number) => ({ category, seed, value });
const complete = [
  outcome("a", 0, 0.8),
  outcome("a", 1, 0.9),
  outcome("b", 0, 0.6),
  outcome("b", 1, 0.7),
];

Deno.test("meanOverCategories: spread and interval are those of the seeds' means", () => {
  const { mean, standardDeviation, interval, seeds } = meanOverCategories(complete, ["a", "b"])!;
  assertNear(mean, 0.75, TOLERANCE.metric);
  assertNear(standardDeviation!, 0.1 / Math.SQRT2, TOLERANCE.metric); // of 0.7 and 0.8
  assertEquals([interval!.over, seeds], ["seeds", [0, 1]]);
});

Deno.test("meanOverCategories: a seed more of one category weighs it no more, and ends the interval", () => {
  const { mean, standardDeviation, interval, seeds } = meanOverCategories(
    [...complete, outcome("a", 2, 1)],
    ["a", "b"],
  )!;
  assertNear(mean, (0.9 + 0.65) / 2, TOLERANCE.metric);
  assertNear(standardDeviation!, 0.1 / Math.SQRT2, TOLERANCE.metric);
  assertEquals([interval, seeds], [undefined, [0, 1]]);
});

Deno.test("meanOverCategories: of what is asked for, or of nothing", () => {
  assertNear(meanOverCategories(complete, ["b"])!.mean, 0.65, TOLERANCE.metric);
  assertEquals(meanOverCategories(complete, ["a", "c"]), undefined);
  assertEquals(meanOverCategories(complete, []), undefined);
});

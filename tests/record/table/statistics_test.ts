import { assertEquals, assertThrows } from "@std/assert";
import { studentQuantile, summarize } from "../../../lib/record/table/statistics.ts";
import { assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";

Deno.test("studentQuantile: the values that tables of the distribution print", () => {
  const printed: [degrees: number, level: number, quantile: number][] = [
    [1, 0.95, 12.706],
    [2, 0.95, 4.303],
    [3, 0.95, 3.182],
    [4, 0.95, 2.776],
    [9, 0.95, 2.262],
    [10, 0.95, 2.228],
    [30, 0.95, 2.042],
    [120, 0.95, 1.98],
    [5, 0.99, 4.032],
    [6, 0.9, 1.943],
    [1, 0.5, 1],
  ];
  for (const [degrees, level, quantile] of printed) {
    assertNear(studentQuantile(degrees, level), quantile, 5e-4, `${degrees}, ${level}`);
  }
});

Deno.test("studentQuantile: refuses what is no degree of freedom and no level", () => {
  for (const [degrees, level] of [[0, 0.9], [1.5, 0.9], [3, 0], [3, 1], [NaN, 0.9]] as const) {
    assertThrows(() => studentQuantile(degrees, level), RangeError);
  }
});

Deno.test("summarize: mean, sample deviation and interval of three values by hand", () => {
  // Mean 0.8, squares 0.01 + 0 + 0.01, s = 0.1, t(2) = 4.302653, half 4.302653 · 0.1 / √3.
  const { mean, standardDeviation, interval } = summarize([0.7, 0.8, 0.9]);
  assertNear(mean, 0.8, TOLERANCE.metric);
  assertNear(standardDeviation!, 0.1, TOLERANCE.metric);
  assertNear(interval!.low, 0.8 - 0.2484138, 1e-6);
  assertEquals([interval!.high, interval!.level, interval!.over], [1, 0.95, "seeds"]); // cut at 1
});

Deno.test("summarize: one value has no spread, and none is refused", () => {
  assertEquals(summarize([0.7]), { mean: 0.7 });
  assertThrows(() => summarize([]), RangeError);
});

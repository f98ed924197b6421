import { assertEquals, assertThrows } from "@std/assert";
import { rankCorrelation } from "../../../lib/metrics/mod.ts";
import { assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";

Deno.test("rankCorrelation: 1 − 6 Σ d² / (n (n² − 1)) without ties", () => {
  // Ranks 1 … 5 and 2, 1, 4, 3, 5: Σ d² = 4.
  const value = rankCorrelation([0.1, 0.2, 0.3, 0.4, 0.5], [12, 11, 40, 13, 99]);
  assertNear(value, 1 - 6 * 4 / (5 * 24), TOLERANCE.rounding);
});

Deno.test("rankCorrelation: ties share the mean of their ranks", () => {
  // Ranks 1.5, 1.5, 3 and 1, 2, 3: covariance 1.5, sums of squares 1.5 and 2.
  assertNear(rankCorrelation([1, 1, 2], [1, 2, 3]), 1.5 / Math.sqrt(3), TOLERANCE.rounding);
});

Deno.test("rankCorrelation: the order alone counts", () => {
  const a = [3, 1, 4, 1.5, 9, 2.6];
  assertEquals(rankCorrelation(a, a.map((value) => Math.exp(value))), 1);
  assertEquals(rankCorrelation(a, a.map((value) => -(value ** 3))), -1);
});

Deno.test("rankCorrelation: NaN where there is no order, refusal of unlike lists", () => {
  assertEquals(rankCorrelation([1, 2], [3, 3]), NaN);
  assertEquals(rankCorrelation([1], [1]), NaN);
  assertEquals(rankCorrelation([1, NaN, 3], [1, 2, 3]), NaN);
  assertThrows(() => rankCorrelation([1], [1, 2]), RangeError, "1 with 2 values");
});

import { assertEquals } from "@std/assert";
import { rankTest } from "../../../lib/metrics/mod.ts";
import { assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";

/** Tied scores, how often the second is above, and p. */
const TIED = [
  [[1, 2, 2, 3, 3, 3, 4, 5], [2, 3, 3, 4, 4, 5, 5, 6, 6, 7], 63 / 80, 0.04194009215182829],
  // Two values only: without the correction for ties p would be 0.089.
  [
    [1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2],
    [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2],
    102 / 144,
    0.04863047072771887,
  ],
] as const;

Deno.test("rankTest: of tied scores p is SciPy's, in both directions", () => {
  // SciPy 1.17.1: mannwhitneyu(second, first, use_continuity=True, method="asymptotic")
  for (const [first, second, above, p] of TIED) {
    const test = rankTest(first, second);
    assertEquals(test.above, above);
    assertNear(test.p / p, 1, TOLERANCE.normal);
    const turned = rankTest(second, first);
    assertNear(turned.above, 1 - above, TOLERANCE.metric);
    assertEquals(turned.p, test.p);
  }
});

import { assertEquals } from "@std/assert";
import { rankTest } from "../../../lib/metrics/mod.ts";
import { Random } from "../../../lib/random.ts";
import { assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";

Deno.test("rankTest: the exact distribution's probabilities, nearly, and the AUROC", () => {
  // All 252 orders of five and five scores are equally likely; two are as extreme as this one.
  assertNear(rankTest([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]).p, 2 / 252, 0.005);
  // U = 2 of 25: 4 of 252 orders are as extreme in this direction, 8 in both.
  const mixed = rankTest([1, 2, 3, 5, 6], [4, 7, 8, 9, 10]);
  assertNear(mixed.above, 23 / 25, 1e-12);
  assertNear(mixed.p, 8 / 252, 0.006);
  assertEquals(rankTest([1, 1], [1, 1]), { above: 0.5, p: 1 });
});

Deno.test("rankTest: groups that do not differ fail at a level as often as it says", () => {
  const random = new Random(1);
  const draw = (count: number) => Array.from({ length: count }, () => random.uniform(0, 1));
  const tries = 2000;
  const failed = Array.from({ length: tries }, () => rankTest(draw(30), draw(12)).p < 0.05)
    .filter(Boolean).length;
  assertNear(failed / tries, 0.05, 4 * Math.sqrt(0.05 * 0.95 / tries)); // four standard deviations
});

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

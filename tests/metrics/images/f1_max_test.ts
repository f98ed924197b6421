import { assertEquals } from "@std/assert";
import { f1Max } from "../../../lib/metrics/images/f1_max.ts";
import { assertNear } from "../../close.ts";
import golden from "../../golden/metrics.json" with { type: "json" };
import { TOLERANCE } from "../../tolerances.ts";

for (const [name, { scores, labels, f1_max: expected }] of Object.entries(golden.images)) {
  Deno.test(`f1Max: agrees with scikit-learn: ${name}`, () => {
    const { value, threshold } = f1Max(scores, labels);
    assertNear(value, expected.value, TOLERANCE.metric);
    assertEquals(threshold, expected.threshold);
  });
}

Deno.test("f1Max: the highest of several thresholds with the same F1", () => {
  // F1 is 2/3 at 4 (1 of 1 found, 1 missed), at 1 (all 4 found, 2 right), less between.
  assertEquals(f1Max([4, 3, 2, 1], [1, 0, 0, 1]), { value: 2 / 3, threshold: 4 });
});

Deno.test("f1Max: equal scores are found together", () => {
  assertEquals(f1Max([2, 2, 2, 1], [1, 1, 0, 0]), { value: 0.8, threshold: 2 });
});

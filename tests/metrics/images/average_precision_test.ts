import { assertEquals } from "@std/assert";
import { averagePrecision } from "../../../lib/metrics/images/average_precision.ts";
import { assertNear } from "../../close.ts";
import golden from "../../golden/metrics.json" with { type: "json" };
import { TOLERANCE } from "../../tolerances.ts";
import { normalScores } from "../scores.ts";

for (
  const [name, { scores, labels, average_precision: expected }] of Object.entries(golden.images)
) {
  Deno.test(`averagePrecision: agrees with scikit-learn: ${name}`, () =>
    assertNear(averagePrecision(scores, labels), expected, TOLERANCE.metric));
}

Deno.test("averagePrecision: a single anomalous sample at rank k gives 1 / k", () => {
  for (const k of [1, 2, 7, 20]) {
    const labels = Array.from({ length: 20 }, (_, i) => (i === k - 1 ? 1 : 0));
    const scores = labels.map((_, i) => -i);
    assertNear(averagePrecision(scores, labels), 1 / k, TOLERANCE.metric);
  }
});

Deno.test("averagePrecision: the order of tied samples does not count", () => {
  // Thresholds 2 and 1: precision 1/2 for half of the recall, 2/5 for the rest.
  assertNear(averagePrecision([2, 2, 1, 1, 1], [1, 0, 1, 0, 0]), 0.45, TOLERANCE.metric);
  assertNear(averagePrecision([1, 1, 2, 1, 2], [0, 0, 0, 1, 1]), 0.45, TOLERANCE.metric);
});

Deno.test("averagePrecision: only the order of scores counts", () => {
  const { scores, labels } = normalScores({ normal: 50, anomalous: 50, shift: 1 });
  const value = averagePrecision(scores, labels);
  assertEquals(averagePrecision(scores.map((score) => Math.exp(score) - 7), labels), value);
});

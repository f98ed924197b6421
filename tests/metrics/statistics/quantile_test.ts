import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { quantileThreshold } from "../../../lib/metrics/statistics/quantile.ts";
import { assertNear } from "../../close.ts";
import golden from "../../golden/metrics.json" with { type: "json" };
import { TOLERANCE } from "../../tolerances.ts";

for (const [name, { scores, quantiles }] of Object.entries(golden.images)) {
  Deno.test(`quantileThreshold: agrees with NumPy: ${name}`, () => {
    for (const [q, expected] of Object.entries(quantiles)) {
      assertNear(quantileThreshold(scores, Number(q)), expected, TOLERANCE.metric);
    }
  });
}

Deno.test("quantileThreshold: the highest score unless said otherwise; the scores stay as they were", () => {
  const scores = new Float32Array([3, 9, 1]);
  assertEquals(quantileThreshold(scores), 9);
  assertEquals([...scores], [3, 9, 1]);
});

Deno.test("quantileThreshold: refuses no scores, odd scores and odd quantiles", () => {
  const message = (scores: number[], quantile?: number) =>
    assertThrows(() => quantileThreshold(scores, quantile), InputError).message;
  assertEquals(message([]), "threshold: no training scores");
  assertEquals(message([1, NaN]), "threshold: a training score is NaN");
  assertEquals(message([-Infinity, 1]), "threshold: a training score is -Infinity");
  for (const q of [0, 1.1, NaN]) {
    assertEquals(message([1], q), `quantile: expected a number in (0, 1], found ${q}`);
  }
});

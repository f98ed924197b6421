import { assertEquals } from "@std/assert";
import { auroc } from "../../../lib/metrics/images/auroc.ts";
import { assertNear } from "../../close.ts";
import golden from "../../golden/metrics.json" with { type: "json" };
import { TOLERANCE } from "../../tolerances.ts";
import { normalScores, pairShare } from "../scores.ts";

for (const [name, { scores, labels, auroc: expected }] of Object.entries(golden.images)) {
  Deno.test(`auroc: agrees with scikit-learn: ${name}`, () =>
    assertNear(auroc(scores, labels), expected, TOLERANCE.metric));
}

Deno.test("auroc: the share of pairs in order, ties counting one half", () => {
  const { scores, labels } = normalScores({ normal: 70, anomalous: 40, shift: 0.5 });
  const rounded = scores.map((score) => Math.round(score * 2));
  const expected = pairShare(rounded, labels, (a, n) => (a > n ? 1 : a === n ? 0.5 : 0));
  assertNear(auroc(rounded, labels), expected, TOLERANCE.metric);
});

Deno.test("auroc: only the order of scores counts", () => {
  const { scores, labels } = normalScores({ normal: 50, anomalous: 50, shift: 1 });
  assertEquals(auroc(scores.map((score) => Math.exp(score) - 7), labels), auroc(scores, labels));
});

Deno.test("auroc: reversed scores and exchanged labels give the complement", () => {
  const { scores, labels } = normalScores({ normal: 50, anomalous: 30, shift: 1 });
  const value = auroc(scores, labels);
  const reversed = auroc(scores.map((score) => -score), labels);
  const exchanged = auroc(scores, labels.map((label) => 1 - label));
  assertNear(reversed, 1 - value, TOLERANCE.metric);
  assertNear(exchanged, 1 - value, TOLERANCE.metric);
});

Deno.test("auroc: −0 and 0 are a tie", () => {
  assertEquals(auroc([0, -0, 1, -1], [0, 1, 0, 1]), 0.125);
  assertEquals(auroc(new Float32Array([0, -0, 1, -1]), [0, 1, 0, 1]), 0.125);
});

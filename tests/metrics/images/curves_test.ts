import { assert, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import {
  auroc,
  averagePrecision,
  precisionRecallCurve,
  rocCurve,
} from "../../../lib/metrics/mod.ts";
import { Random } from "../../../lib/random.ts";
import { assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";

/** Rounded scores, so with many ties, about a third of them anomalous. */
function drawScores(seed: number, count: number, float32: boolean) {
  const random = new Random(seed);
  const labels = Array.from(
    { length: count },
    (_, i) => i < 2 ? i : Number(random.uniform(0, 1) < 0.3),
  );
  const scores = labels.map((label) => Math.round(random.uniform(-5, 5) + 3 * label) / 4);
  return { labels, scores: float32 ? Float32Array.from(scores) : scores };
}

const CASES = [2, 3, 10, 100, 1000].flatMap((count) =>
  [1, 2, 3].map((seed) => drawScores(seed, count, seed === 2))
).filter(({ scores }) => scores.some((score) => score !== scores[0]));

Deno.test("rocCurve: the area under the points, joined by lines, is the AUROC", () => {
  for (const { scores, labels } of CASES) {
    let area = 0;
    const points = rocCurve(scores, labels);
    points.slice(1).forEach((point, k) => {
      const before = points[k]!;
      area += (point.falsePositiveRate - before.falsePositiveRate) *
        (point.truePositiveRate + before.truePositiveRate) / 2;
    });
    assertNear(area, auroc(scores, labels), TOLERANCE.metric);
  }
});

Deno.test("precisionRecallCurve: the area under the steps is the average precision", () => {
  for (const { scores, labels } of CASES) {
    let [area, recall] = [0, 0];
    for (const point of precisionRecallCurve(scores, labels)) {
      area += (point.recall - recall) * point.precision;
      recall = point.recall;
    }
    assertNear(area, averagePrecision(scores, labels), TOLERANCE.metric);
  }
});

Deno.test("curves: one point a distinct score, what it finds counted by hand", () => {
  const scores = [3, 2, 2, 1, 2];
  const labels = [1, 1, 0, 0, 1];
  assertEquals(rocCurve(scores, labels), [
    { threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 },
    { threshold: 3, falsePositiveRate: 0, truePositiveRate: 1 / 3 },
    { threshold: 2, falsePositiveRate: 1 / 2, truePositiveRate: 1 },
    { threshold: 1, falsePositiveRate: 1, truePositiveRate: 1 },
  ]);
  assertEquals(precisionRecallCurve(scores, labels), [
    { threshold: 3, recall: 1 / 3, precision: 1 },
    { threshold: 2, recall: 1, precision: 3 / 4 },
    { threshold: 1, recall: 1, precision: 3 / 5 },
  ]);
});

Deno.test("curves: rates never fall, from nothing to everything", () => {
  for (const { scores, labels } of CASES) {
    const points = rocCurve(scores, labels);
    points.slice(1).forEach((point, k) => {
      assert(point.falsePositiveRate >= points[k]!.falsePositiveRate);
      assert(point.truePositiveRate >= points[k]!.truePositiveRate);
      assert(point.threshold < points[k]!.threshold);
    });
    const last = points.at(-1)!;
    assertEquals([last.falsePositiveRate, last.truePositiveRate], [1, 1]);
  }
});

Deno.test("curves: refuse what has no curve, as the metrics do", () => {
  assertThrows(() => rocCurve([1, 2], [1, 1]), InputError, "ROC: all 2 labels are anomalous");
  assertThrows(() => precisionRecallCurve([1, NaN], [0, 1]), InputError, "score 1 of 2 is NaN");
});

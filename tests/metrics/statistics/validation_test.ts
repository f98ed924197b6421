import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import {
  auroc,
  aurocOfCounts,
  averagePrecision,
  bootstrapIntervals,
  deLongInterval,
  deLongTest,
  f1Max,
  falsePositiveRate,
  rankPixels,
  rankTest,
} from "../../../lib/metrics/mod.ts";

type Metric = (scores: number[], labels: number[]) => unknown;

/** Every metric and the name its messages begin with. */
const METRICS: readonly (readonly [string, Metric])[] = [
  ["AUROC", auroc],
  ["average precision", averagePrecision],
  [
    "bootstrap interval",
    (scores, labels) =>
      bootstrapIntervals({ scores: [scores], labels, metrics: { aurocOfCounts } }),
  ],
  ["F1-max", f1Max],
  ["false-positive rate", falsePositiveRate],
  ["DeLong", deLongInterval],
  ["DeLong", (first, labels) => deLongTest({ first, second: first, labels })],
  ["DeLong", (second, labels) => deLongTest({ first: labels.map((_, i) => i), second, labels })],
  ["pixel scores", (maps, masks) =>
    rankPixels({
      maps: new Float32Array(maps),
      masks: new Uint8Array(masks),
      height: 1,
      width: 1,
    })],
];

function refuses(what: string, scores: number[], labels: number[], message: string): void {
  Deno.test(`metrics: refuse ${what}`, () => {
    for (const [name, metric] of METRICS) {
      const error = assertThrows(() => metric(scores, labels), InputError);
      assertEquals(error.message, `${name}: ${message}`);
    }
  });
}

refuses("no scores", [], [], "no scores");
refuses(
  "normal samples only",
  [1, 2],
  [0, 0],
  "all 2 labels are normal; it needs anomalous ones too",
);
refuses(
  "anomalous samples only",
  [1, 2, 3],
  [1, 1, 1],
  "all 3 labels are anomalous; it needs normal ones too",
);
refuses(
  "equal scores",
  [0.5, 0.5, 0.5],
  [0, 1, 1],
  "all 3 scores are 0.5; the detector tells nothing apart",
);
refuses("a score that is no number", [1, NaN, 2], [0, 1, 1], "score 1 of 3 is NaN");
refuses("an infinite score", [1, 3, -Infinity], [0, 1, 1], "score 2 of 3 is -Infinity");

Deno.test("metrics: refuse lengths that differ and labels that are no class", () => {
  for (const [name, metric] of METRICS) {
    assertThrows(() => metric([1, 2, 3], [0, 1]), RangeError, `${name}: 3 scores for 2 labels`);
    assertThrows(
      () => metric([1, 2], [0, 2]),
      RangeError,
      `${name}: label 1 is 2, expected 0 or 1`,
    );
  }
});

Deno.test("rank test: a score that is not finite, or a group without any, is refused", () => {
  assertThrows(() => rankTest([NaN, 1], [2, 3]), InputError, "rank test: a score is NaN");
  assertThrows(() => rankTest([1], [Infinity]), InputError, "rank test: a score is Infinity");
  assertThrows(() => rankTest([1], []), InputError, "rank test: a group of scores is empty");
});

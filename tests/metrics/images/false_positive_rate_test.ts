import { assertEquals, assertThrows } from "@std/assert";
import { falsePositiveRate } from "../../../lib/metrics/images/false_positive_rate.ts";
import { assertNear } from "../../close.ts";
import golden from "../../golden/metrics.json" with { type: "json" };
import { TOLERANCE } from "../../tolerances.ts";

for (const [name, { scores, labels, ...values }] of Object.entries(golden.images)) {
  for (const [recall, expected] of Object.entries(values.false_positive_rate)) {
    Deno.test(`falsePositiveRate: agrees with scikit-learn: ${name}, recall ${recall}`, () => {
      const rate = falsePositiveRate(scores, labels, { recall: Number(recall) });
      assertNear(rate, expected, TOLERANCE.metric);
    });
  }
}

Deno.test("falsePositiveRate: 19 of 20 are 95 %", () => {
  const labels = Array.from({ length: 30 }, (_, i) => (i < 19 || i === 29 ? 1 : 0));
  const scores = labels.map((_, i) => -i); // 19 anomalous, 10 normal, the last anomalous one
  assertEquals(falsePositiveRate(scores, labels), 0);
  assertEquals(falsePositiveRate(scores, labels, { recall: 0.951 }), 1);
});

Deno.test("falsePositiveRate: refuses a recall that is none", () => {
  for (const recall of [0, 1.01, NaN]) {
    assertThrows(
      () => falsePositiveRate([1, 2], [0, 1], { recall }),
      RangeError,
      `Cannot use recall ${recall}`,
    );
  }
});

import { assert, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { auroc } from "../../../lib/metrics/images/auroc.ts";
import { deLongInterval, deLongTest } from "../../../lib/metrics/images/delong.ts";
import { assertNear } from "../../close.ts";
import golden from "../../golden/metrics.json" with { type: "json" };
import { TOLERANCE } from "../../tolerances.ts";
import { normalScores } from "../scores.ts";

for (const [name, { scores, labels, delong: expected }] of Object.entries(golden.images)) {
  if (expected === null) {
    Deno.test(`deLongInterval: refuses fewer than two samples of a class: ${name}`, () => {
      assertThrows(() => deLongInterval(scores, labels), InputError, "needs two of each");
    });
    continue;
  }
  Deno.test(`deLongInterval: agrees with the structural components: ${name}`, () => {
    const { low, high, standardError, level } = deLongInterval(scores, labels);
    assertNear(standardError, expected.standard_error, TOLERANCE.metric);
    assertNear(low, expected.low, TOLERANCE.metric);
    assertNear(high, expected.high, TOLERANCE.metric);
    assertEquals(level, 0.95);
  });
}

for (const [name, { first, second, labels, ...expected }] of Object.entries(golden.pairs)) {
  Deno.test(`deLongTest: agrees with the covariance of the components: ${name}`, () => {
    const test = deLongTest({ first, second, labels });
    assertNear(test.difference, auroc(first, labels) - auroc(second, labels), TOLERANCE.metric);
    assertNear(test.difference, expected.difference, TOLERANCE.metric);
    assertNear(test.standardError, expected.standard_error, TOLERANCE.metric);
    assertNear(test.z, expected.z, 1e3 * TOLERANCE.metric);
    assertNear(test.p, expected.p, TOLERANCE.metric);
    assert(test.low < test.difference && test.difference < test.high);
    assertEquals(test.p < 0.05, test.low > 0 || test.high < 0);
  });
}

Deno.test("deLongTest: exchanged scores change signs only", () => {
  const { first, second, labels } = golden.pairs.correlated;
  const one = deLongTest({ first, second, labels });
  const other = deLongTest({ first: second, second: first, labels });
  assertEquals(
    [other.difference, other.z, other.low, other.high],
    [-one.difference, -one.z, -one.high, -one.low],
  );
  assertEquals([other.p, other.standardError], [one.p, one.standardError]);
});

Deno.test("deLong: no variance gives a point, and a decided test", () => {
  const [perfect, inverted, labels] = [[1, 2, 3, 4], [4, 3, 2, 1], [0, 0, 1, 1]];
  const point = { low: 1, high: 1, level: 0.95, standardError: 0 };
  assertEquals(deLongInterval(perfect, labels), point);
  const same = deLongTest({ first: perfect, second: perfect, labels });
  assertEquals([same.difference, same.z, same.p], [0, 0, 1]);
  const apart = deLongTest({ first: inverted, second: perfect, labels });
  assertEquals([apart.difference, apart.z, apart.p], [-1, -Infinity, 0]);
});

Deno.test("deLongInterval: 80 % intervals of 300 data sets hold the true AUROC in 80 %", () => {
  const truth = 0.7602499; // Φ(1 / √2): the AUROC of N(0, 1) against N(1, 1)
  let held = 0;
  for (let seed = 0; seed < 300; seed++) {
    const { scores, labels } = normalScores({ normal: 40, anomalous: 40, shift: 1, seed });
    const { low, high } = deLongInterval(scores, labels, { level: 0.8 });
    if (low <= truth && truth <= high) held++;
  }
  assertNear(held / 300, 0.8, TOLERANCE.coverage);
});

Deno.test("deLong: refuses a level that is no share", () => {
  for (const level of [0, 1, 95, NaN]) {
    assertThrows(
      () => deLongInterval([1, 3, 2, 4], [0, 0, 1, 1], { level }),
      RangeError,
      `Cannot use level ${level}`,
    );
  }
});

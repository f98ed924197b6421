import { assert, assertEquals } from "@std/assert";
import { crossedInterval } from "../../../lib/experiment/tune/crossed_interval.ts";
import { Random } from "../../../lib/random.ts";
import { assertNear } from "../../close.ts";

/** A value for each kind in each fold. */
const crossed = (kinds: number, folds: number, of: (kind: number, fold: number) => number) =>
  Array.from({ length: kinds }, (_, kind) =>
    Array.from({ length: folds }, (_, fold) => ({
      ...{ kind: `${kind}`, fold },
      value: of(kind, fold),
    }))).flat();

Deno.test("crossedInterval: of values that agree, a point; of a single one, everything", () => {
  const point = crossedInterval(crossed(3, 2, () => 0.25), [-1, 1]);
  assertEquals([point.low, point.high, point.level], [0.25, 0.25, 0.95]);
  const unknown = crossedInterval(crossed(1, 1, () => 0.25), [-1, 1]);
  assertEquals([unknown.low, unknown.high], [-1, 1]);
});

Deno.test("crossedInterval: two folds that disagree say little, however many kinds agree", () => {
  const { low, high } = crossedInterval(crossed(7, 2, (_, fold) => 0.1 * fold), [-1, 1]);
  // One degree of freedom: 12.7 standard errors of 0.05 each way.
  assertNear(high - low, 2 * 12.7062 * 0.05, 1e-4);
});

Deno.test("crossedInterval: never beyond what a mean can be", () => {
  const { low, high } = crossedInterval(crossed(2, 1, (kind) => 0.8 + 0.2 * kind), [0, 1]);
  assertEquals([low, high], [0, 1]);
});

Deno.test("crossedInterval: holds the true mean about as often as it says", () => {
  const random = new Random(3);
  for (const [kinds, folds] of [[7, 2], [3, 2], [7, 1]] as const) {
    let held = 0;
    for (let repeat = 0; repeat < 2000; repeat++) {
      const byKind = Array.from({ length: kinds }, () => 0.05 * random.normal());
      const byFold = Array.from({ length: folds }, () => folds > 1 ? 0.01 * random.normal() : 0);
      const values = crossed(
        kinds,
        folds,
        (kind, fold) => byKind[kind]! + byFold[fold]! + 0.02 * random.normal(),
      );
      const { low, high } = crossedInterval(values, [-1, 1]);
      if (low <= 0 && 0 <= high) held++;
    }
    assert(held / 2000 > 0.94 && held / 2000 < 0.995, `${kinds} × ${folds}: ${held / 2000}`);
  }
});

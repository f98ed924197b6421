import { assert, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { falseAlarmsAbove, heldOutThreshold } from "../../../lib/metrics/images/false_alarms.ts";
import { Random } from "../../../lib/random.ts";
import { assertClose } from "../../close.ts";

/** Bisection ends far below this; the tabulated bounds have this many digits. */
const DIGITS = 1e-6;

Deno.test("falseAlarmsAbove: the intervals of Clopper and Pearson, from scipy.stats.binomtest", () => {
  const scores = Array.from({ length: 10 }, (_, i) => i);
  // binomtest(k, 10).proportion_ci(): k = 0, 2, 10
  const cases = [[9, 0, 0, 0.3084971], [7, 0.2, 0.02521073, 0.5560955], [-1, 1, 0.6915029, 1]];
  for (const [threshold, rate, low, high] of cases) {
    const found = falseAlarmsAbove(scores, threshold!);
    assertEquals([found.rate, found.level], [rate, 0.95]);
    assertClose([found.low, found.high], [low!, high!], DIGITS);
  }
});

Deno.test("heldOutThreshold: the rank that promises the rate, and Beta's interval", () => {
  const scores = Array.from({ length: 99 }, (_, i) => i + 1).reverse();
  const { value, falseAlarms } = heldOutThreshold(scores, 0.99);
  assertEquals([value, falseAlarms.rate], [99, 0.01]);
  // Beta(1, 99) has the quantile 1 − (1 − p)^(1/99)
  assertClose(
    [falseAlarms.low, falseAlarms.high],
    [1 - 0.975 ** (1 / 99), 1 - 0.025 ** (1 / 99)],
    DIGITS,
  );
  assertEquals(heldOutThreshold(scores, 0.9).value, 90);
  assertEquals(heldOutThreshold(scores, 0.999).falseAlarms.rate, 0.01); // as low as 99 images reach
  const many = Array.from({ length: 1999 }, (_, i) => i + 1);
  assertEquals(heldOutThreshold(many, 0.999).value, 1998);
});

Deno.test("heldOutThreshold: new scores exceed it as often as promised, within its interval", () => {
  const random = new Random(1, 99);
  const draw = (count: number) => Array.from({ length: count }, () => random.uniform());
  let [sum, covered] = [0, 0];
  for (let i = 0; i < 400; i++) {
    const { value, falseAlarms } = heldOutThreshold(draw(42), 0.9);
    const rate = 1 - value; // of uniform scores, exactly
    sum += rate;
    if (rate >= falseAlarms.low && rate <= falseAlarms.high) covered++;
  }
  // the mean rate is 4/43 with a standard error of 0.0022; 95 % of 400 are 380, standard error 4.4
  assert(Math.abs(sum / 400 - 4 / 43) < 5 * 0.0022, `${sum / 400}`);
  assert(Math.abs(covered - 380) < 5 * 4.4, `${covered}`);
});

Deno.test("false alarms: no scores, or one that is not finite, is one line", () => {
  assertThrows(() => heldOutThreshold([], 0.99), InputError, "no held-out scores");
  assertThrows(() => heldOutThreshold([1, NaN], 0.99), InputError, "a held-out score is NaN");
  assertThrows(() => falseAlarmsAbove([], 1), InputError, "no held-out scores");
});

Deno.test("false alarms: scores, quantiles and thresholds that cannot be meant", () => {
  for (const quantile of [0, 1, 99, NaN]) {
    assertThrows(() => heldOutThreshold([1, 2, 3], quantile), InputError, `found ${quantile}`);
  }
  for (const odd of [NaN, Infinity]) {
    assertThrows(() => heldOutThreshold([1, odd], 0.5), InputError, `score is ${odd}`);
    assertThrows(() => falseAlarmsAbove([1, odd], 1.5), InputError, `score is ${odd}`);
  }
  assertThrows(() => falseAlarmsAbove([1, 2], NaN), InputError, "the threshold is NaN");
});

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useSynchronousBackend } from "../backends/present.ts";
import { Adam, gradients } from "../../lib/nn/adam.ts";
import { assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { TOLERANCE } from "../tolerances.ts";

await useSynchronousBackend();

/** Adam as in the paper, one number at a time in float64. */
function reference(start: number, gradient: (p: number) => number, rate: number, steps: number) {
  let [p, m, v] = [start, 0, 0];
  for (let t = 1; t <= steps; t++) {
    const g = gradient(p);
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    p -= (rate * (m / (1 - 0.9 ** t))) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8);
  }
  return p;
}

Deno.test("Adam follows the paper's algorithm for several variables at once", () =>
  noLeak(() => {
    const a = tf.tidy(() => tf.variable(tf.tensor1d([1, -2])));
    const b = tf.tidy(() => tf.variable(tf.tensor2d([[0.5]])));
    {
      using adam = new Adam([a, b]);
      for (let step = 1; step <= 20; step++) {
        tf.tidy(() => {
          // f = Σ a⁴ + b²
          const loss = () => tf.add(tf.sum(tf.pow(a, 4)), tf.sum(tf.square(b))) as tf.Scalar;
          adam.apply(gradients(loss, [a, b]).gradients, adam.rates(0.05, step));
        });
      }
    }
    [1, -2].forEach((start, i) =>
      assertNear(a.dataSync()[i]!, reference(start, (p) => 4 * p ** 3, 0.05, 20), TOLERANCE.sums)
    );
    assertNear(b.dataSync()[0]!, reference(0.5, (p) => 2 * p, 0.05, 20), TOLERANCE.sums);
    a.dispose();
    b.dispose();
  }));

Deno.test("Adam: a wrong number of gradients and step 0 are refused", () =>
  noLeak(() => {
    const a = tf.tidy(() => tf.variable(tf.tensor1d([1])));
    {
      using adam = new Adam([a]);
      tf.tidy(() => {
        const rates = adam.rates(0.1, 1);
        assertThrows(() => adam.apply([], rates), RangeError, "1 variables with 0 gradients");
      });
      assertThrows(() => adam.rates(0.1, 0), RangeError, "step 0");
    }
    a.dispose();
  }));

Deno.test("gradients: a variable that the loss does not reach is an error", () => {
  const [a, b] = [tf.variable(tf.scalar(1)), tf.variable(tf.zeros([3]))];
  assertThrows(
    () => tf.tidy(() => gradients(() => tf.square(a) as tf.Scalar, [a, b])),
    Error,
    "shape [3]",
  );
  const { value } = gradients(() => tf.square(a) as tf.Scalar, [a]);
  assertEquals(value.dataSync()[0], 1);
  assert(!a.isDisposed);
  tf.dispose([a, b, value]);
});

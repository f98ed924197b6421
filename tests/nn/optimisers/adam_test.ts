import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../../lib/errors.ts";
import { gradients } from "../../../lib/nn/losses/loss_gradients.ts";
import { Adam } from "../../../lib/nn/optimisers/adam.ts";
import { FlatAdamState, LibraryAdamState } from "../../../lib/nn/optimisers/adam_state.ts";
import { adamRates } from "../../../lib/nn/optimisers/adam_step.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { assertClose, assertNear } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { TOLERANCE } from "../../tolerances.ts";

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

Deno.test("Adam in TensorFlow's library and by tfjs's ops: the same values, and each goes on with the other's moments", async () => {
  await noLeak(() => {
    const starts = [[1, -2, 3], [0.5]];
    const make = () => starts.map((values) => tf.tidy(() => tf.variable(tf.tensor1d(values))));
    const variables = { library: make(), flat: make() };
    const settings = { beta1: 0.5, beta2: 0.99, epsilon: 1e-8 };
    {
      using library = new LibraryAdamState(variables.library, settings);
      using flat = new FlatAdamState(variables.flat, settings);
      const step = (t: number) => {
        for (const [state, of] of [[library, variables.library], [flat, variables.flat]] as const) {
          tf.tidy(() => {
            const gradients = of.map((variable) => tf.mul(tf.pow(variable, 3), 4));
            state.apply(gradients, tf.tensor1d(adamRates(settings, 0.05, t)));
          });
        }
      };
      const same = () =>
        tf.tidy(() => {
          const [a, b] = [library.export(), flat.export()];
          for (const moment of ["mean", "square"] as const) {
            assertClose(a[moment].dataSync(), b[moment].dataSync(), TOLERANCE.sums);
          }
          variables.library.forEach((variable, i) =>
            assertClose(variable.dataSync(), variables.flat[i]!.dataSync(), TOLERANCE.sums)
          );
        });
      for (let t = 1; t <= 10; t++) step(t);
      same();
      tf.tidy(() => flat.import(library.export()));
      tf.tidy(() => library.import(flat.export()));
      for (let t = 11; t <= 15; t++) step(t);
      same();
    }
    tf.dispose([...variables.library, ...variables.flat]);
  });
});

Deno.test("Adam: saved moments are taken over bit by bit, others are refused", async () => {
  const a = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
  using adam = new Adam([a]);
  tf.tidy(() => adam.apply([tf.tensor1d([5, -3])], adam.rates(0.1, 1)));
  const saved = await adam.export();
  assertEquals(
    saved.first!.values,
    Float32Array.of(5 * (1 - Math.fround(0.9)), -3 * (1 - Math.fround(0.9))),
  );
  using other = new Adam([a]);
  other.import(saved, "checkpoint");
  assertEquals(await other.export(), saved);
  const short = { shape: [1], values: Float32Array.of(1) };
  for (
    const [tensors, found] of [
      [{ first: short, second: short }, "expected 2 values, found 1"],
      [{}, "expected 2 values, found none"],
      [{ mean: short, square: short }, "found those of an earlier version; train anew"],
    ] as const
  ) assertThrows(() => other.import(tensors, "checkpoint"), InputError, found);
  a.dispose();
});

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

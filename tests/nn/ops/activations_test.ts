import * as tf from "@tensorflow/tfjs";
import { leakyRelu, relu, sigmoid, tanh } from "../../../lib/nn/ops/activations.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { assertClose } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useSynchronousBackend();

/** Values and derivatives in float64. */
const EXPECTED = {
  relu: [relu, (x: number) => Math.max(x, 0), (x: number) => x > 0 ? 1 : 0],
  leakyRelu: [
    (x: tf.Tensor) => leakyRelu(x, 0.2),
    (x: number) => x > 0 ? x : 0.2 * x,
    (x: number) => x > 0 ? 1 : 0.2,
  ],
  tanh: [tanh, Math.tanh, (x: number) => 1 - Math.tanh(x) ** 2],
  sigmoid: [
    sigmoid,
    (x: number) => 1 / (1 + Math.exp(-x)),
    (x: number) => Math.exp(-x) / (1 + Math.exp(-x)) ** 2,
  ],
} as const;

for (const [name, [activation, value, derivative]] of Object.entries(EXPECTED)) {
  Deno.test(`${name}: the value, and the gradient times what comes from above`, () =>
    noLeak(() => {
      const points = [-3, -0.5, -0.01, 0.02, 0.7, 4];
      const above = [1, -2, 3, 0.5, -1, 2];
      tf.tidy(() => {
        const x = tf.tensor1d(points);
        assertClose(activation(x).dataSync(), points.map(value), TOLERANCE.sums);
        const gradient = tf.grad((x: tf.Tensor) => activation(x))(x, tf.tensor1d(above));
        assertClose(
          gradient.dataSync(),
          points.map((x, i) => derivative(x) * above[i]!),
          TOLERANCE.sums,
        );
      });
    }));
}

import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../lib/backend/read.ts";
import { addBias } from "../../lib/nn/add_bias.ts";
import { testedBackends, testOn } from "../backends/present.ts";
import { noLeak } from "../no_leak.ts";

for (const backend of await testedBackends("adding a bias")) {
  testOn(
    backend,
    "addBias: adds by channel and lets the gradient through",
    () =>
      noLeak(async () => {
        const { y, dx } = await readAndDispose(tf.tidy(() => {
          const x = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 1, 3, 2]);
          const bias = tf.tensor1d([10, -20]);
          const weights = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 1, 3, 2]);
          const dx = tf.grad((x) => tf.mul(addBias(x as tf.Tensor4D, bias), weights))(x);
          return { y: addBias(x, bias), dx };
        }));
        assertEquals([...y], [11, -18, 13, -16, 15, -14]);
        assertEquals([...dx], [1, 2, 3, 4, 5, 6]);
      }),
  );
}

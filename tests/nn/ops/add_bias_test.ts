import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../../lib/backend/read.ts";
import { addBias } from "../../../lib/nn/ops/add_bias.ts";
import { addTrainedBias } from "../../../lib/nn/ops/add_trained_bias.ts";
import { testedBackends, testOn } from "../../backends/present.ts";
import { assertClose } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { TOLERANCE } from "../../tolerances.ts";

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

  testOn(
    backend,
    "addTrainedBias: the addition and both gradients, for few channels and many",
    () =>
      noLeak(async () => {
        for (const channels of [1, 3, 16, 17]) {
          const tensors = tf.tidy(() => {
            const x = tf.randomNormal([2, 3, 5, channels], 0, 1, "float32", 1) as tf.Tensor4D;
            const bias = tf.randomNormal([channels], 0, 1, "float32", 2) as tf.Tensor1D;
            const dy = tf.randomNormal(x.shape, 0, 1, "float32", 3);
            const [dx, dBias] = tf.grads((x, bias) =>
              addTrainedBias(x as tf.Tensor4D, bias as tf.Tensor1D)
            )([x, bias], dy);
            const sums = tf.sum(dy, [0, 1, 2]);
            return {
              ...{ y: addTrainedBias(x, bias), expected: tf.add(x, bias) },
              ...{ dx: dx!, dy, dBias: dBias!, sums },
            };
          });
          const { y, expected, dx, dy, dBias, sums } = await readAndDispose(tensors);
          assertEquals(y, expected);
          assertEquals(dx, dy);
          assertClose(dBias!, sums!, TOLERANCE.sums, `${channels} channels`);
        }
      }),
  );
}

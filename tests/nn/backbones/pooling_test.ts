import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../../lib/backend/read.ts";
import { maxPool3 } from "../../../lib/nn/backbones/pooling.ts";
import { testedBackends, testOn } from "../../backends/present.ts";
import { noLeak } from "../../no_leak.ts";

for (const backend of await testedBackends("max pooling 3×3")) {
  testOn(
    backend,
    "maxPool3: each window's gradient goes to its highest value",
    () =>
      noLeak(async () => {
        // Distinct values; the highest of most windows is 24, in the middle.
        const values = [
          3,
          8,
          1,
          9,
          2,
          7,
          5,
          11,
          4,
          6,
          10,
          12,
          24,
          13,
          14,
          15,
          0,
          16,
          17,
          18,
          19,
          20,
        ]
          .concat([21, 22, 23]);
        const { y, dx } = await readAndDispose(tf.tidy(() => {
          const x = tf.tensor4d(values, [1, 5, 5, 1]);
          const y = maxPool3(x, 0); // windows at rows and columns 0 to 2, 2 to 4
          const weights = tf.tensor4d([1, 10, 100, 1000], [1, 2, 2, 1]);
          const dx = tf.grad((x) => tf.mul(maxPool3(x as tf.Tensor4D, 0), weights))(x);
          return { y, dx };
        }));
        assertEquals([...y], [24, 24, 24, 24]);
        assertEquals([...dx], values.map((value) => (value === 24 ? 1111 : 0)));
      }),
  );

  testOn(
    backend,
    "maxPool3: sizes are PyTorch's for even and odd maps",
    () =>
      noLeak(() =>
        tf.tidy(() => {
          const shape = (h: number, w: number, margin: 0 | 1) =>
            maxPool3(tf.ones([1, h, w, 2]), margin).shape;
          assertEquals(shape(8, 7, 1), [1, 4, 4, 2]);
          assertEquals(shape(8, 7, 0), [1, 4, 3, 2]);
          assertEquals(shape(2, 3, 0), [1, 1, 1, 2]);
          const y = maxPool3(tf.range(0, 12).reshape([1, 3, 4, 1]) as tf.Tensor4D, 1);
          assertEquals(y.shape, [1, 2, 2, 1]);
        })
      ),
  );

  testOn(
    backend,
    "maxPool3: a last window that reaches over the end is kept, for sizes of any parity",
    () =>
      noLeak(async () => {
        const pooled = (h: number, w: number) =>
          tf.tidy(() => maxPool3(tf.range(0, h * w).reshape([1, h, w, 1]) as tf.Tensor4D, 0));
        const { even, odd, mixed } = await readAndDispose({
          even: pooled(4, 4),
          odd: pooled(5, 5),
          mixed: pooled(4, 5),
        });
        assertEquals([...even], [10, 11, 14, 15]);
        assertEquals([...odd], [12, 14, 22, 24]);
        assertEquals([...mixed], [12, 14, 17, 19]);
      }),
  );
}

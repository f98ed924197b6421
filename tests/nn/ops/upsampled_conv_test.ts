import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../lib/backend/backend.ts";
import { recordOps } from "../../../lib/backend/program/record_ops.ts";
import { conv2d } from "../../../lib/nn/layers/layers.ts";
import { upsample2 } from "../../../lib/nn/ops/upsample.ts";
import { upsampledConv2d } from "../../../lib/nn/ops/upsampled_conv.ts";
import { Parameters } from "../../../lib/nn/variables/parameters.ts";
import { Random } from "../../../lib/random.ts";
import { assertClose } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useBackend();

const asTwoOps = (x: tf.Tensor4D, kernel: tf.Tensor4D) =>
  tf.tidy(() => tf.conv2d(upsample2(x), kernel, 1, "same"));

Deno.test("upsampledConv2d: doubling, then the convolution, and both gradients", () =>
  noLeak(() => {
    for (const size of [3, 5, 7, 9]) {
      for (const [height, width] of [[4, 4], [5, 3], [1, 2]] as const) {
        const x = tf.randomNormal([2, height, width, 4], 0, 1, "float32", 1) as tf.Tensor4D;
        const kernel = tf.randomNormal([size, size, 4, 3], 0, 1, "float32", 2) as tf.Tensor4D;
        const dy = tf.randomNormal([2, 2 * height, 2 * width, 3], 0, 1, "float32", 3);
        const results = [upsampledConv2d, asTwoOps].map((apply) => {
          const [dx, dKernel] = tf.grads((x, kernel) =>
            apply(x as tf.Tensor4D, kernel as tf.Tensor4D)
          )([x, kernel], dy);
          return { y: apply(x, kernel), dx: dx!, dKernel: dKernel! };
        });
        const [found, expected] = results as [typeof results[0], typeof results[0]];
        for (const name of ["y", "dx", "dKernel"] as const) {
          const what = `${name} of a kernel of ${size}, ${height}×${width}`;
          assertEquals(found[name].shape, expected[name].shape, what);
          assertClose(found[name].dataSync(), expected[name].dataSync(), TOLERANCE.sums, what);
        }
        tf.dispose([x, kernel, dy, results]);
      }
    }
  }));

Deno.test("upsampledConv2d: recorded for other programs, it is written as the two ops", () => {
  const inputs = {
    x: tf.zeros([1, 4, 4, 8]) as tf.Tensor4D,
    kernel: tf.zeros([5, 5, 8, 3]) as tf.Tensor4D,
  };
  const opsOf = (apply: typeof upsampledConv2d) =>
    recordOps("enlarged", ({ x, kernel }) => ({ y: apply(x, kernel) }), inputs)
      ?.ops.map(({ op }) => op);
  const [found, expected] = [opsOf(upsampledConv2d), opsOf(asTwoOps)];
  tf.dispose(inputs);
  if (!found) return assert(tf.getBackend() !== "tensorflow");
  assertEquals(found, expected);
});

Deno.test("conv2d: upsample is refused with a stride or an even kernel, before anything is drawn", () => {
  using parameters = new Parameters();
  const scope = { parameters, random: new Random(0) };
  const sizes = { inputChannels: 1, outputChannels: 1, upsample: true } as const;
  for (const [kernelSize, stride] of [[4, 1], [3, 2]] as const) {
    assertThrows(
      () => conv2d(scope, { ...sizes, kernelSize, stride }),
      RangeError,
      `Cannot upsample before a kernel of ${kernelSize} with stride ${stride}`,
    );
  }
  assertEquals(parameters.count(), 0);
});

import { assert } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { batchNorm } from "../../../lib/nn/layers/batch_norm.ts";
import { Parameters } from "../../../lib/nn/variables/parameters.ts";
import { Random } from "../../../lib/random.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { assertNear } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useSynchronousBackend();

Deno.test("batchNorm: a batch comes out with mean 0 and variance 1", () =>
  noLeak(() => {
    using parameters = new Parameters();
    const layer = batchNorm({ parameters, random: new Random(0) }, 2);
    tf.tidy(() => {
      const x = tf.add(tf.mul(tf.randomNormal([4, 6, 6, 2], 0, 1, "float32", 1), 3), 5);
      const { mean, variance } = tf.moments(layer(x as tf.Tensor4D, "train"), [0, 1, 2]);
      for (const value of mean.dataSync()) assertNear(value, 0, TOLERANCE.sums);
      for (const value of variance.dataSync()) assertNear(value, 1, TOLERANCE.sums);
    });
  }));

Deno.test("batchNorm: running statistics move by a tenth, the variance unbiased", () =>
  noLeak(() => {
    using parameters = new Parameters();
    const layer = batchNorm({ parameters, random: new Random(0) }, 1);
    tf.tidy(() => void layer(tf.tensor4d([1, 2, 3, 6], [1, 2, 2, 1]), "train"));
    // mean 3, unbiased variance 14 / 3
    assertNear(parameters.get("mean").dataSync()[0]!, 0.3, TOLERANCE.rounding);
    assertNear(parameters.get("variance").dataSync()[0]!, 0.9 + 1.4 / 3, TOLERANCE.rounding);
  }));

Deno.test("batchNorm: in mode score one image does not depend on the others", () =>
  noLeak(() => {
    using parameters = new Parameters();
    const layer = batchNorm({ parameters, random: new Random(0) }, 1);
    tf.tidy(() => {
      const images = tf.tensor4d([1, 2, 30, 40], [2, 1, 2, 1]);
      const together = layer(images, "score").slice([0], [1]).dataSync();
      const alone = layer(images.slice([0], [1]), "score").dataSync();
      assert(together.every((value, i) => value === alone[i]));
    });
  }));

Deno.test("batchNorm: the gradient agrees with finite differences", () =>
  noLeak(() => {
    using parameters = new Parameters();
    const layer = batchNorm({ parameters, random: new Random(0) }, 1);
    const values = [0.3, -1.2, 0.8, 2.1, -0.4, 1.7, 0.1, -0.9];
    const weights = [1, -2, 0.5, 3, 1.5, -1, 2, 0.2];
    const loss = (x: tf.Tensor) =>
      tf.sum(
        tf.mul(layer(x.reshape([2, 2, 2, 1]) as tf.Tensor4D, "train").reshape([8]), weights),
      ) as tf.Scalar;
    tf.tidy(() => {
      const gradient = tf.grad(loss)(tf.tensor1d(values)).dataSync();
      const h = 1e-2;
      values.forEach((_, i) => {
        const at = (delta: number) =>
          loss(tf.tensor1d(values.map((v, k) => (k === i ? v + delta : v)))).dataSync()[0]!;
        assertNear(gradient[i]!, (at(h) - at(-h)) / (2 * h), TOLERANCE.finiteDifference);
      });
    });
  }));

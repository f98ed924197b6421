import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { maxPool2 } from "../../../lib/nn/ops/max_pool.ts";
import { upsample2 } from "../../../lib/nn/ops/upsample.ts";
import { upsampleBilinear2 } from "../../../lib/nn/ops/upsample_bilinear.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { assertClose } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useSynchronousBackend();

const x = () => tf.randomUniform([2, 4, 6, 3], -1, 1, "float32", 1) as tf.Tensor4D;

Deno.test("maxPool2 is tfjs's max pooling", () =>
  noLeak(() =>
    tf.tidy(() => {
      const image = x();
      const expected = tf.maxPool(image, 2, 2, "valid");
      assertEquals(maxPool2(image).shape, expected.shape);
      assertEquals(maxPool2(image).dataSync(), expected.dataSync());
    })
  ));

Deno.test("maxPool2 leaves out the last row and column of an odd size", () =>
  noLeak(() =>
    tf.tidy(() => {
      const image = tf.randomUniform([2, 5, 7, 3], -1, 1, "float32", 1) as tf.Tensor4D;
      const even = image.slice([0, 0, 0, 0], [2, 4, 6, 3]);
      assertEquals(maxPool2(image).dataSync(), maxPool2(even).dataSync());
    })
  ));

Deno.test("upsampleBilinear2 is tfjs's bilinear resizing with aligned corners", () =>
  noLeak(() =>
    tf.tidy(() => {
      for (const image of [x(), tf.ones([1, 1, 1, 2]) as tf.Tensor4D]) {
        const [, h, w] = image.shape;
        const expected = tf.image.resizeBilinear(image, [2 * h, 2 * w], true);
        assertEquals(upsampleBilinear2(image).shape, expected.shape);
        assertClose(upsampleBilinear2(image).dataSync(), expected.dataSync(), TOLERANCE.oracle);
      }
    })
  ));

Deno.test("upsample2 is tfjs's nearest-neighbour resizing", () =>
  noLeak(() =>
    tf.tidy(() => {
      const image = x();
      const expected = tf.image.resizeNearestNeighbor(image, [8, 12]);
      assertEquals(upsample2(image).shape, expected.shape);
      assertEquals(upsample2(image).dataSync(), expected.dataSync());
    })
  ));

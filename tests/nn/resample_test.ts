import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { maxPool2 } from "../../lib/nn/max_pool.ts";
import { upsample2 } from "../../lib/nn/upsample.ts";
import { useSynchronousBackend } from "../backends.ts";
import { noLeak } from "../no_leak.ts";

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

Deno.test("upsample2 is tfjs's nearest-neighbour resizing", () =>
  noLeak(() =>
    tf.tidy(() => {
      const image = x();
      const expected = tf.image.resizeNearestNeighbor(image, [8, 12]);
      assertEquals(upsample2(image).shape, expected.shape);
      assertEquals(upsample2(image).dataSync(), expected.dataSync());
    })
  ));

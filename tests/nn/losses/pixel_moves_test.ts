import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  pixelMove,
  pixelMover,
  quarterTurns,
  thenMove,
} from "../../../lib/nn/losses/pixel_moves.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { noLeak } from "../../no_leak.ts";

await useSynchronousBackend();

Deno.test("quarterTurns: four make none, one brings the right column to the top", () => {
  const identity = quarterTurns(3, 0);
  assertEquals([...identity], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assertEquals([...quarterTurns(3, 1)], [2, 5, 8, 1, 4, 7, 0, 3, 6]);
  assertEquals(thenMove(quarterTurns(3, 3), quarterTurns(3, 1)), identity);
  assertEquals(thenMove(quarterTurns(3, 1), quarterTurns(3, 1)), quarterTurns(3, 2));
});

Deno.test("pixelMover: each image by its own move, channels together", () =>
  noLeak(() =>
    tf.tidy(() => {
      const mirror = pixelMove(2, (y, x) => [y, 1 - x]);
      const move = pixelMover([quarterTurns(2, 0), quarterTurns(2, 1), mirror]);
      const image = [1, 10, 2, 20, 3, 30, 4, 40];
      const images = tf.tensor4d([...image, ...image, ...image], [3, 2, 2, 2]);
      const moved = move(images, tf.tensor1d([2, 0, 1], "int32")).dataSync();
      assertEquals([...moved], [
        ...[2, 20, 1, 10, 4, 40, 3, 30],
        ...image,
        ...[2, 20, 4, 40, 1, 10, 3, 30],
      ]);
      const large = tf.zeros([1, 3, 3, 1]) as tf.Tensor4D;
      assertThrows(() => move(large, tf.tensor1d([0], "int32")), RangeError, "3×3");
      assertThrows(() => pixelMover([]), RangeError, "without moves");
      const sizes = [quarterTurns(2, 0), quarterTurns(3, 0)];
      assertThrows(() => pixelMover(sizes), RangeError, "of one size");
    })
  ));

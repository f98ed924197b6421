import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../lib/backend/backend.ts";
import { addressBlocks, blockMemory } from "../../lib/daad/block_memory.ts";
import { Parameters } from "../../lib/nn/parameters.ts";
import { Random } from "../../lib/random.ts";
import { relativeError } from "../compare.ts";
import { noLeak } from "../no_leak.ts";
import { TOLERANCE } from "../tolerances.ts";

await useBackend();

const shape = { height: 4, width: 4, channels: 2 };
const whole = { height: 1, width: 1, channels: 1 };

function feature(seed = 1): tf.Tensor4D {
  return tf.randomNormal([2, 4, 4, 2], 0, 1, "float32", seed) as tf.Tensor4D;
}

Deno.test("addressing: rows sum to 1 and do not depend on the length of blocks or items", () =>
  noLeak(() =>
    tf.tidy(() => {
      const blocks = tf.randomNormal([5, 3], 0, 1, "float32", 1) as tf.Tensor2D;
      const items = tf.randomNormal([4, 3], 0, 1, "float32", 2) as tf.Tensor2D;
      const weights = addressBlocks(blocks, items, 0.3);
      for (const sum of tf.sum(weights, 1).dataSync()) assertAlmostEquals(sum, 1, 1e-6);
      const scaled = addressBlocks(tf.mul(blocks, 7), tf.mul(items, 0.01), 0.3);
      const difference = tf.max(tf.abs(tf.sub(weights, scaled))).dataSync()[0]!;
      assert(difference < 1e-5, `off by ${difference}`);
    })
  ));

Deno.test("addressing: a block of zeros reads all items alike, with finite gradients", () =>
  noLeak(() =>
    tf.tidy(() => {
      const items = tf.tensor2d([[1, 0], [0, 1], [0, 0]]);
      assertEquals(
        [...addressBlocks(tf.zeros([1, 2]), items, 0.1).dataSync()].map((w) => w.toFixed(5)),
        ["0.33333", "0.33333", "0.33333"],
      );
      const gradients = tf.grads((q, m) =>
        tf.sum(tf.square(addressBlocks(q as tf.Tensor2D, m as tf.Tensor2D, 0.1)))
      )([tf.zeros([1, 2]), items]);
      for (const gradient of gradients) assert(gradient.dataSync().every(Number.isFinite));
    })
  ));

Deno.test("a memory of one item returns that item in every block", () =>
  noLeak(() => {
    using parameters = new Parameters();
    const memory = blockMemory({ parameters, random: new Random(0) }, {
      shape,
      division: { height: 2, width: 2, channels: 1 },
      items: 1,
      temperature: 1,
    });
    tf.tidy(() => {
      const item = parameters.get("items");
      const expected = item.reshape([1, 1, 2, 1, 2, 2]).tile([2, 2, 1, 2, 1, 1])
        .reshape([2, 4, 4, 2]);
      const error = relativeError(memory.read(feature()).dataSync(), expected.dataSync());
      assert(error < TOLERANCE.oracle, `off by ${error}`);
    });
  }));

Deno.test("a memory that holds a block returns it when the temperature is low", () =>
  noLeak(() => {
    using parameters = new Parameters();
    const memory = blockMemory({ parameters, random: new Random(0) }, {
      shape,
      division: whole,
      items: 3,
      temperature: 1e-3,
    });
    tf.tidy(() => {
      const images = feature();
      const items = parameters.get("items");
      items.assign(tf.concat([images.reshape([2, 32]), tf.zeros([1, 32])]));
      const error = tf.max(tf.abs(tf.sub(memory.read(images), images))).dataSync()[0]!;
      assert(error < 1e-5, `off by ${error}`);
    });
  }));

Deno.test("blocks of different images do not influence each other", () =>
  noLeak(() => {
    using parameters = new Parameters();
    const memory = blockMemory({ parameters, random: new Random(0) }, {
      shape,
      division: { height: 2, width: 2, channels: 2 },
      items: 5,
      temperature: 0.1,
    });
    tf.tidy(() => {
      const images = feature();
      const second = memory.read(images.slice([1])).arraySync();
      assertEquals(memory.read(images).slice([1]).arraySync(), second);
    });
  }));

Deno.test("a map of one position is one block", () =>
  noLeak(() => {
    using parameters = new Parameters();
    const memory = blockMemory({ parameters, random: new Random(0) }, {
      shape: { height: 1, width: 1, channels: 4 },
      division: whole,
      items: 2,
      temperature: 0.5,
    });
    tf.tidy(() => assertEquals(memory.read(tf.ones([3, 1, 1, 4])).shape, [3, 1, 1, 4]));
  }));

Deno.test("the gradient reaches the items and agrees with finite differences", () =>
  noLeak(() => {
    using parameters = new Parameters();
    const memory = blockMemory({ parameters, random: new Random(3) }, {
      shape,
      division: { height: 2, width: 2, channels: 1 },
      items: 3,
      temperature: 0.5,
    });
    tf.tidy(() => {
      const images = feature();
      const items = parameters.get("items") as tf.Variable<tf.Rank.R2>;
      const loss = () => tf.sum(tf.mul(memory.read(images), feature(5))) as tf.Scalar;
      const { grads } = tf.variableGrads(loss, [items]);
      const gradient = grads[items.name]!.dataSync();
      const start = items.dataSync().slice();
      const h = 1e-2;
      for (const i of [0, 7, 20]) {
        const at = (delta: number) => {
          const moved = Float32Array.from(start, (v, k) => (k === i ? v + delta : v));
          items.assign(tf.tensor2d(moved, [3, 8]));
          return loss().dataSync()[0]!;
        };
        assertAlmostEquals(gradient[i]!, (at(h) - at(-h)) / (2 * h), 5e-3);
      }
    });
  }));

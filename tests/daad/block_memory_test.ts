import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { BackendId } from "../../lib/backend/backend.ts";
import { readAndDispose } from "../../lib/backend/read.ts";
import { blockMemory } from "../../lib/daad/block_memory.ts";
import { cosine } from "../../lib/nn/ops/cosine.ts";
import { Parameters } from "../../lib/nn/variables/parameters.ts";
import { Random } from "../../lib/random.ts";
import { testedBackends, testOn } from "../backends/present.ts";
import { assertClose, assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { TOLERANCE } from "../tolerances.ts";

const shape = { height: 4, width: 4, channels: 2 };
const whole = { height: 1, width: 1, channels: 1 };

/** Weights of rows over items. */
function addressRows(rows: tf.Tensor2D, items: tf.Tensor2D, temperature: number): tf.Tensor2D {
  return tf.softmax(cosine(rows, items, temperature));
}

function feature(seed = 1): tf.Tensor4D {
  return tf.randomNormal([2, 4, 4, 2], 0, 1, "float32", seed) as tf.Tensor4D;
}

/** Computes tensors and reads them. */
function read<K extends string>(
  compute: () => Record<K, tf.Tensor>,
): Promise<Record<K, Float32Array>> {
  return readAndDispose<K>(tf.tidy(compute));
}

function tests(id: BackendId): void {
  testOn(
    id,
    "addressing: rows sum to 1, whatever the length of blocks or items",
    () =>
      noLeak(async () => {
        const { weights, scaled, sums } = await read(() => {
          const blocks = tf.randomNormal([5, 3], 0, 1, "float32", 1) as tf.Tensor2D;
          const items = tf.randomNormal([4, 3], 0, 1, "float32", 2) as tf.Tensor2D;
          const weights = addressRows(blocks, items, 0.3);
          const scaled = addressRows(tf.mul(blocks, 7), tf.mul(items, 0.01), 0.3);
          return { weights, scaled, sums: tf.sum(weights, 1) };
        });
        for (const sum of sums) assertNear(sum, 1, TOLERANCE.rounding);
        assertClose(scaled, weights, TOLERANCE.sums);
      }),
  );

  testOn(
    id,
    "addressing: a block of zeros reads all items alike, with finite gradients",
    () =>
      noLeak(async () => {
        const { weights, dBlocks, dItems } = await read(() => {
          const items = tf.tensor2d([[1, 0], [0, 1], [0, 0]]);
          const [dBlocks, dItems] = tf.grads((q, m) =>
            tf.sum(tf.square(addressRows(q as tf.Tensor2D, m as tf.Tensor2D, 0.1)))
          )([tf.zeros([1, 2]), items]);
          const weights = addressRows(tf.zeros([1, 2]), items, 0.1);
          return { weights, dBlocks: dBlocks!, dItems: dItems! };
        });
        assertEquals([...weights].map((w) => w.toFixed(5)), ["0.33333", "0.33333", "0.33333"]);
        assert(dBlocks.every(Number.isFinite));
        assert(dItems.every(Number.isFinite));
      }),
  );

  testOn(id, "a memory of one item returns that item in every block", () =>
    noLeak(async () => {
      using parameters = new Parameters();
      const memory = blockMemory({ parameters, random: new Random(0) }, {
        shape,
        division: { height: 2, width: 2, channels: 1 },
        items: 1,
        temperature: 1,
      });
      const { actual, item } = await read(() => ({
        actual: memory.read(feature()),
        item: parameters.get("items").clone(),
      }));
      const expected = actual.map((_, i) => {
        const [y, x, c] = [Math.floor(i / 8) % 4, Math.floor(i / 2) % 4, i % 2];
        return item[((y! % 2) * 2 + (x! % 2)) * 2 + c!]!;
      });
      assertClose(actual, expected, TOLERANCE.oracle);
    }));

  testOn(
    id,
    "a memory that holds a block returns it when the temperature is low",
    () =>
      noLeak(async () => {
        using parameters = new Parameters();
        const memory = blockMemory({ parameters, random: new Random(0) }, {
          shape,
          division: whole,
          items: 3,
          temperature: 1e-3,
        });
        const { actual, images } = await read(() => {
          const images = feature();
          const items = parameters.get("items");
          items.assign(tf.concat([images.reshape([2, 32]), tf.zeros([1, 32])]));
          return { actual: memory.read(images), images };
        });
        assertClose(actual, images, TOLERANCE.sums);
      }),
  );

  testOn(id, "blocks of different images do not influence each other", () =>
    noLeak(async () => {
      using parameters = new Parameters();
      const memory = blockMemory({ parameters, random: new Random(0) }, {
        shape,
        division: { height: 2, width: 2, channels: 2 },
        items: 5,
        temperature: 0.1,
      });
      // Batch size and position stay the same, so equal inputs give equal bits.
      const { second, beside } = await read(() => {
        const images = feature();
        const others = tf.concat([tf.neg(images.slice([0], [1])), images.slice([1])]);
        return {
          second: memory.read(images).slice([1]),
          beside: memory.read(others as tf.Tensor4D).slice([1]),
        };
      });
      assertEquals(beside, second);
    }));

  testOn(id, "a map of one position is one block", () =>
    noLeak(async () => {
      using parameters = new Parameters();
      const memory = blockMemory({ parameters, random: new Random(0) }, {
        shape: { height: 1, width: 1, channels: 4 },
        division: whole,
        items: 2,
        temperature: 0.5,
      });
      tf.tidy(() => parameters.get("items").assign(tf.tensor2d([1, 2, 3, 4, 1, 2, 3, 4], [2, 4])));
      const { output } = await read(() => ({ output: memory.read(tf.ones([3, 1, 1, 4])) }));
      assertClose(output, [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4], TOLERANCE.oracle);
    }));

  testOn(
    id,
    "the gradient reaches the items and agrees with finite differences",
    () =>
      noLeak(async () => {
        using parameters = new Parameters();
        const memory = blockMemory({ parameters, random: new Random(3) }, {
          shape,
          division: { height: 2, width: 2, channels: 1 },
          items: 3,
          temperature: 0.5,
        });
        const items = parameters.get("items") as tf.Variable<tf.Rank.R2>;
        const loss = () => tf.sum(tf.mul(memory.read(feature()), feature(5))) as tf.Scalar;
        const { gradient, start } = await read(() => ({
          gradient: tf.variableGrads(loss, [items]).grads[items.name]!,
          start: items.clone(),
        }));
        const h = 1e-2;
        for (const i of [0, 7, 20]) {
          const at = async (delta: number) => {
            const moved = start.map((v, k) => (k === i ? v + delta : v));
            tf.tidy(() => items.assign(tf.tensor2d(moved, [3, 8])));
            return (await read(() => ({ loss: loss() }))).loss[0]!;
          };
          const difference = (await at(h) - await at(-h)) / (2 * h);
          assertNear(gradient[i]!, difference, TOLERANCE.finiteDifference);
        }
      }),
  );
}

for (const id of await testedBackends("block memory tests")) tests(id);

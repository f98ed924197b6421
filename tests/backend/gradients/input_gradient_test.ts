import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../lib/backend/backend.ts";
import { recordOps } from "../../../lib/backend/program/record_ops.ts";
import { assertClose } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useBackend();

/** `Σ dY[u] · K[y + p − s·u]` for each pixel y and channel, by its definition. */
function byDefinition(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  size: number,
  { stride, before }: { stride: number; before: number },
): Float32Array {
  const [batch, rows, columns, outChannels] = dy.shape;
  const [height, width, channels] = filter.shape;
  const [g, k] = [dy.dataSync(), filter.dataSync()];
  const result = new Float32Array(batch * size * size * channels);
  for (let b = 0; b < batch; b++) {
    for (let u = 0; u < rows; u++) {
      for (let v = 0; v < columns; v++) {
        for (let i = 0; i < height; i++) {
          for (let j = 0; j < width; j++) {
            const [y, x] = [u * stride + i - before, v * stride + j - before];
            if (Math.min(y, x) < 0 || Math.max(y, x) >= size) continue;
            for (let c = 0; c < channels; c++) {
              let sum = 0;
              for (let o = 0; o < outChannels; o++) {
                sum += g[((b * rows + u) * columns + v) * outChannels + o]! *
                  k[((i * width + j) * channels + c) * outChannels + o]!;
              }
              result[((b * size + y) * size + x) * channels + c]! += sum;
            }
          }
        }
      }
    }
  }
  return result;
}

Deno.test("input gradient: as defined, for kernels, strides and sizes of any kind", () =>
  noLeak(() => {
    for (const kernel of [1, 2, 3, 4, 5]) {
      for (const stride of [1, 2, 3]) {
        for (const size of [6, 7]) {
          for (const channels of [1, 3, 16]) {
            const out = Math.ceil(size / stride);
            const around = Math.max(0, (out - 1) * stride + kernel - size);
            const dy = tf.randomNormal([2, out, out, 5], 0, 1, "float32", 1) as tf.Tensor4D;
            const filter = tf.randomNormal([kernel, kernel, channels, 5], 0, 1, "float32", 2);
            const found = tf.conv2dTranspose(
              dy,
              filter as tf.Tensor4D,
              [2, size, size, channels],
              stride,
              "same",
            );
            assertEquals(found.shape, [2, size, size, channels]);
            const expected = byDefinition(dy, filter as tf.Tensor4D, size, {
              stride,
              before: Math.floor(around / 2),
            });
            const what = `kernel ${kernel}, stride ${stride}, size ${size}, ${channels} channels`;
            assertClose(found.dataSync(), expected, TOLERANCE.sums, what);
            tf.dispose([dy, filter, found]);
          }
        }
      }
    }
  }));

Deno.test("input gradient: pixels that no output reaches, and explicit padding", () =>
  noLeak(() => {
    for (
      const [size, kernel, stride, pad] of [[8, 3, 4, 0], [9, 4, 2, 1], [10, 2, 3, 0]] as const
    ) {
      const out = Math.floor((size + 2 * pad - kernel) / stride) + 1;
      const x = tf.zeros([1, size, size, 3]) as tf.Tensor4D;
      const filter = tf.randomNormal([kernel, kernel, 3, 5], 0, 1, "float32", 3) as tf.Tensor4D;
      const dy = tf.randomNormal([1, out, out, 5], 0, 1, "float32", 4) as tf.Tensor4D;
      const padding = pad === 0 ? "valid" : [[0, 0], [pad, pad], [pad, pad], [0, 0]] as const;
      const gradient = tf.grad((x) =>
        tf.conv2d(x as tf.Tensor4D, filter, stride, padding as "valid")
      );
      const found = gradient(x, dy);
      const expected = byDefinition(dy, filter, size, { stride, before: pad });
      assertClose(
        found.dataSync(),
        expected,
        TOLERANCE.sums,
        `${size} ${kernel} ${stride}`,
      );
      tf.dispose([x, filter, dy, found]);
    }
  }));

Deno.test("input gradient: recorded for other programs, it is one op", () => {
  const x = tf.zeros([1, 4, 4, 8]) as tf.Tensor4D;
  const filter = tf.zeros([4, 4, 3, 8]) as tf.Tensor4D;
  const recorded = recordOps("transposed", ({ x, filter }) => ({
    y: tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, [1, 8, 8, 3], 2, "same"),
  }), { x, filter });
  tf.dispose([x, filter]);
  if (!recorded) return assert(tf.getBackend() !== "tensorflow");
  assertEquals(recorded.ops.map(({ op }) => op), ["Conv2DBackpropInput"]);
});

import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { withOpsAsWritten } from "../../../lib/backend/settings/as_written.ts";
import { reconstructionMap, smooth } from "../../../lib/nn/losses/error_maps.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { assertClose, assertNear } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useSynchronousBackend();

Deno.test("reconstructionMap: mean of squares over channels", () =>
  noLeak(() =>
    tf.tidy(() => {
      const x = tf.tensor4d([1, 2, 3, 0, 0, 0], [1, 1, 2, 3]);
      const map = reconstructionMap(x, tf.zerosLike(x));
      assertEquals(map.shape, [1, 1, 2, 1]);
      assertNear(map.dataSync()[0]!, 14 / 3, TOLERANCE.rounding);
      assertEquals(map.dataSync()[1], 0);
    })
  ));

Deno.test("smooth: a constant stays, mass stays, a point becomes the Gaussian", () =>
  noLeak(() =>
    tf.tidy(() => {
      const constant = smooth(tf.fill([1, 9, 9, 1], 2) as tf.Tensor4D, 1.5);
      constant.dataSync().forEach((value) => assertNear(value, 2, TOLERANCE.sums));
      const point = tf.oneHot(tf.tensor1d([20 * 41 + 20], "int32"), 41 * 41)
        .reshape([1, 41, 41, 1]).toFloat() as tf.Tensor4D;
      const spread = smooth(point, 2);
      assertNear(tf.sum(spread).dataSync()[0]!, 1, TOLERANCE.sums);
      const at = (y: number, x: number) => spread.dataSync()[y * 41 + x]!;
      assertNear(at(20, 22) / at(20, 20), Math.exp(-0.5), TOLERANCE.sums);
      assertNear(at(22, 22) / at(20, 20), Math.exp(-1), TOLERANCE.sums);
    })
  ));

Deno.test("smooth: the border is mirrored with its edge, as scipy does by default", () =>
  noLeak(() =>
    tf.tidy(() => {
      // scipy.ndimage.gaussian_filter: row 2 for the image (6y + x)² of 6×6 pixels, sigma 1.5
      const expected = [
        239.04180399670514,
        252.32126650184114,
        274.91303165858784,
        301.38702928236955,
        325.7116671595337,
        340.7527907577618,
      ];
      const image = tf.square(tf.range(0, 36)).reshape([1, 6, 6, 1]) as tf.Tensor4D;
      const row = smooth(image, 1.5).slice([0, 2, 0, 0], [1, 1, 6, 1]).dataSync();
      assertClose(row, expected, TOLERANCE.oracle);
    })
  ));

Deno.test("smooth: sigma 0 and maps smaller than the kernel", () =>
  noLeak(() =>
    tf.tidy(() => {
      const map = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
      assertEquals([...smooth(map, 0).dataSync()], [1, 2, 3, 4]);
      assertNear(tf.mean(smooth(map, 5)).dataSync()[0]!, 2.5, 0.3);
    })
  ));

Deno.test("smooth: as the two convolutions that are recorded for others, whatever the shape", () =>
  noLeak(() =>
    tf.tidy(() => {
      for (
        const [height, width, sigma] of [[32, 32, 0.5], [40, 24, 2], [5, 9, 3], [
          64,
          64,
          0.3,
        ]] as const
      ) {
        const maps = tf.randomUniform([2, height, width, 1], 0, 1, "float32", 1) as tf.Tensor4D;
        const found = smooth(maps, sigma);
        const expected = withOpsAsWritten(() => smooth(maps, sigma));
        assertEquals(found.shape, expected.shape);
        const what = `${height}×${width}, sigma ${sigma}`;
        assertClose(found.dataSync(), expected.dataSync(), TOLERANCE.sums, what);
      }
    })
  ));

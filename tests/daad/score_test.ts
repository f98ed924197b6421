import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useSynchronousBackend } from "../backends/present.ts";
import { alignmentMap } from "../../lib/daad/score.ts";
import { assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { TOLERANCE } from "../tolerances.ts";

await useSynchronousBackend();

Deno.test("alignmentMap: constant differences of two layers average to one map", () =>
  noLeak(() =>
    tf.tidy(() => {
      const layer = (size: number, value: number) =>
        tf.fill([1, size, size, 3], value) as tf.Tensor4D;
      const map = alignmentMap([layer(8, 1), layer(4, 3)], [layer(8, 0), layer(4, 0)], 16);
      assertEquals(map.shape, [1, 16, 16, 1]);
      map.dataSync().forEach((value) => assertNear(value, 5, TOLERANCE.sums));
    })
  ));

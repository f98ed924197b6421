import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useSynchronousBackend } from "../backends/present.ts";
import { assemble, blockCount, blockSize, divide, fitDivision } from "../../lib/daad/division.ts";
import { InputError } from "../../lib/errors.ts";
import { noLeak } from "../no_leak.ts";

await useSynchronousBackend();

const shape = [2, 4, 6, 8] as [number, number, number, number];
const [, height, width, channels] = shape;
const size = { height, width, channels };

/** Computes blocks by plain loops over the definition. */
function reference(values: ArrayLike<number>, rh: number, rw: number, rc: number): number[][] {
  const [b, h, w, c] = shape;
  const [bh, bw, bc] = [h / rh, w / rw, c / rc];
  const blocks: number[][] = [];
  for (let image = 0; image < b; image++) {
    for (let i = 0; i < rh; i++) {
      for (let j = 0; j < rw; j++) {
        for (let k = 0; k < rc; k++) {
          const block: number[] = [];
          for (let y = i * bh; y < (i + 1) * bh; y++) {
            for (let x = j * bw; x < (j + 1) * bw; x++) {
              for (let z = k * bc; z < (k + 1) * bc; z++) {
                block.push(values[((image * h + y) * w + x) * c + z]!);
              }
            }
          }
          blocks.push(block);
        }
      }
    }
  }
  return blocks;
}

for (const [rh, rw, rc] of [[1, 1, 1], [2, 3, 1], [4, 6, 1], [2, 1, 4], [4, 6, 8]] as const) {
  Deno.test(`divide ${rh}×${rw}×${rc}: blocks as defined; assemble puts them back`, () =>
    noLeak(() =>
      tf.tidy(() => {
        const feature = tf.range(0, 2 * 4 * 6 * 8).reshape(shape) as tf.Tensor4D;
        const division = { height: rh, width: rw, channels: rc };
        const blocks = divide(feature, division);
        assertEquals(blocks.shape, [
          2 * blockCount(division),
          blockSize(division, size),
        ]);
        assertEquals(blocks.arraySync(), reference(feature.dataSync(), rh, rw, rc));
        assertEquals(assemble(blocks, division, shape).arraySync(), feature.arraySync());
      })
    ));
}

Deno.test("fitDivision: limits to the map, also a map of one position", () => {
  const division = { height: 8, width: 8, channels: 4 };
  assertEquals(fitDivision(division, size, "division[0]").height, 4);
  const one = { height: 1, width: 1, channels: 16 };
  assertEquals(fitDivision(division, one, "d"), { height: 1, width: 1, channels: 4 });
});

Deno.test("fitDivision: refuses parts that do not divide, naming the field and what fits", () => {
  assertThrows(
    () => fitDivision({ height: 3, width: 1, channels: 1 }, size, "division[0]"),
    InputError,
    "division[0].height: 3 blocks do not divide the feature map's height of 4; use one of 1, 2, 4",
  );
  for (const bad of [0, -1, 1.5, NaN]) {
    assertThrows(
      () => fitDivision({ height: 1, width: 1, channels: bad }, size, "division[1]"),
      InputError,
      "division[1].channels: expected a whole number >= 1",
    );
  }
});

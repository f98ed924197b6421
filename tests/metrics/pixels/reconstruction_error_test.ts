import { assertEquals, assertThrows } from "@std/assert";
import {
  type RebuiltImage,
  ReconstructionErrorSums,
} from "../../../lib/metrics/pixels/reconstruction_error.ts";

/** An image whose reconstruction is off by these amounts, `[pixels][channels]`. */
function rebuilt(
  label: 0 | 1,
  mask: readonly number[],
  off: readonly (readonly number[])[],
): RebuiltImage {
  const image = new Float32Array(off.flat().length).fill(0.5);
  const reconstruction = image.map((value, i) => value - off.flat()[i]!);
  return { label, image, reconstruction, mask };
}

/** The means of these images, added one after the other. */
function meansOf(...images: readonly RebuiltImage[]) {
  const sums = new ReconstructionErrorSums();
  for (const image of images) sums.add(image);
  return sums.means();
}

const SAME = [0, 0, 0];

Deno.test("reconstruction errors: of colour images, means over pixels and channels, by the mask", () => {
  assertEquals(
    meansOf(
      // 1 + 2 · 0.25 of 12 values; the mask of a normal image is not read.
      rebuilt(0, [0, 1, 0, 0], [[1, 0, 0], [0, 0.5, -0.5], SAME, SAME]),
      // Inside 2 + 4 of 6 values, outside 0.25 + 1 + 0.25 of 6 values.
      rebuilt(1, [0, 1, 0, 255], [[0.5, 1, 0.5], [1, -1, 0], SAME, [0, 0, 2]]),
    ),
    { normal: 0.125, defect: 1, surroundings: 0.25 },
  );
});

Deno.test("reconstruction errors: every pixel counts the same, in whichever image it is", () => {
  const [one, two] = [[1, 1, 1], [2, 2, 2]];
  assertEquals(
    meansOf(
      rebuilt(0, [0, 0, 0, 0], [SAME, SAME, SAME, SAME]),
      rebuilt(0, [0, 0, 0, 0], [one, one, one, one]),
      rebuilt(1, [1, 0, 0, 0], [one, SAME, SAME, SAME]),
      rebuilt(1, [1, 1, 1, 0], [two, two, two, one]),
    ),
    // Inside one pixel of 1 and three of 4, outside three of 0 and one of 1.
    { normal: 0.5, defect: 13 / 4, surroundings: 0.25 },
  );
});

Deno.test("reconstruction errors: a part without a pixel is absent, without a normal image there is none", () => {
  const normal = rebuilt(0, [0], [[1, 1, 1]]);
  assertEquals(meansOf(normal), { normal: 1 });
  assertEquals(meansOf(normal, rebuilt(1, [0], [SAME])), { normal: 1, surroundings: 0 });
  assertEquals(meansOf(normal, rebuilt(1, [1], [SAME])), { normal: 1, defect: 0 });
  assertThrows(() => meansOf(rebuilt(1, [1], [SAME])), RangeError, "no normal image");
});

import { assertEquals, assertThrows } from "@std/assert";
import { type ImageSet, toBatch } from "../../lib/data/image_set.ts";

const file = { path: "a.png", label: 0, type: "good" } as const;
/** Three images of 1×2 gray pixels. */
const set: ImageSet = {
  files: [file, file, file],
  height: 1,
  width: 2,
  channels: 1,
  pixels: new Uint8Array([0, 51, 102, 153, 204, 255]),
};

Deno.test("toBatch: 0 … 255 becomes −1 … 1, in the order of the indices", () => {
  assertEquals(toBatch(set, [0, 1, 2]), new Float32Array([-1, -0.6, -0.2, 0.2, 0.6, 1]));
  assertEquals(toBatch(set, [2, 0, 2]), new Float32Array([0.6, 1, -1, -0.6, 0.6, 1]));
  assertEquals(toBatch(set, []), new Float32Array());
});

Deno.test("toBatch: channels and rows of an image stay together", () => {
  const pixels = Uint8Array.from({ length: 24 }, (_, i) => i);
  const rgb: ImageSet = { files: [file, file], height: 2, width: 2, channels: 3, pixels };
  const expected = Float32Array.from(pixels.subarray(12), (pixel) => pixel / 127.5 - 1);
  assertEquals(toBatch(rgb, [1]), expected);
});

Deno.test("toBatch: refuses an index that is none of the set's", () => {
  for (const index of [-1, 3, 0.5, NaN]) {
    assertThrows(
      () => toBatch(set, [0, index]),
      RangeError,
      `Cannot take image ${index} of a set of 3`,
    );
  }
});

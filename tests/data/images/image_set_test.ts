import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type ImageFile, subset, toBatch } from "../../../lib/data/images/image_set.ts";
import { memoryImages } from "../../../lib/data/images/memory_images.ts";

const named = (name: string): ImageFile => ({ path: name, label: 0, type: "good" });

const set = memoryImages({
  files: ["a.png", "b.png", "c.png"].map(named),
  height: 1,
  width: 2,
  channels: 1,
  pixels: new Uint8Array([0, 51, 102, 153, 204, 255]),
});

Deno.test("toBatch: 0 … 255 becomes −1 … 1, in the order of the indices", async () => {
  assertEquals(await toBatch(set, [0, 1, 2]), new Float32Array([-1, -0.6, -0.2, 0.2, 0.6, 1]));
  assertEquals(await toBatch(set, [2, 0, 2]), new Float32Array([0.6, 1, -1, -0.6, 0.6, 1]));
  assertEquals(await toBatch(set, []), new Float32Array());
});

Deno.test("toBatch: channels and rows of an image stay together", async () => {
  const pixels = Uint8Array.from({ length: 24 }, (_, i) => i);
  const files = [named("a.png"), named("b.png")];
  const rgb = memoryImages({ files, height: 2, width: 2, channels: 3, pixels });
  const expected = Float32Array.from({ length: 12 }, (_, i) => (i + 12) / 127.5 - 1);
  assertEquals(await toBatch(rgb, [1]), expected);
});

Deno.test("read: refuses an index that is none of the set's", async () => {
  for (const index of [-1, 3, 0.5, NaN]) {
    await assertRejects(
      () => set.read([0, index]),
      RangeError,
      `Cannot take image ${index} of a set of 3`,
    );
  }
});

Deno.test("read: what it gives belongs to the caller", async () => {
  (await set.read([0])).fill(7);
  assertEquals(await set.read([0]), Uint8Array.of(0, 51));
});

Deno.test("memoryImages: refuses another number of pixels than the files have", () => {
  for (const length of [5, 7, 0]) {
    assertThrows(
      () => memoryImages({ ...set, pixels: new Uint8Array(length) }),
      RangeError,
      `Cannot make 3 images of 1×2×1 from ${length} pixel values`,
    );
  }
});

Deno.test("subset: some images, in another order, under indices of their own", async () => {
  const some = subset(set, [2, 0]);
  assertEquals(some.files.map(({ path }) => path), ["c.png", "a.png"]);
  assertEquals(await some.read([0, 1]), Uint8Array.of(204, 255, 0, 51));
  assertEquals(await subset(some, [1]).read([0]), Uint8Array.of(0, 51));
  await assertRejects(() => some.read([2]), RangeError, "Cannot take image 2 of a set of 2");
  assertThrows(() => subset(set, [3]), RangeError, "Cannot take image 3 of a set of 3");
});

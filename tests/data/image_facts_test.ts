import { assertEquals } from "@std/assert";
import { imageFacts } from "../../lib/data/image_facts.ts";
import { memoryImages } from "../../lib/data/memory_images.ts";

/** Gray images of 1 × 2: two to train on, then normal and anomalous ones. */
function images(...pixels: readonly (readonly [0 | 1, number, number])[]) {
  return memoryImages({
    files: pixels.map(([label], i) => ({ path: String(i), label, type: "" })),
    height: 1,
    width: 2,
    channels: 1,
    pixels: Uint8Array.from(pixels.flatMap(([, ...values]) => values)),
  });
}

Deno.test("imageFacts: brightness, roughness and nearest neighbours by hand", async () => {
  const set = images([0, 0, 0], [0, 6, 8], [0, 10, 10], [1, 100, 200], [1, 1, 1]);
  const { brightness, roughness, nearest, same, near } = await imageFacts(set, 2);
  const round = (value: number | undefined) => Number(value!.toFixed(6));
  assertEquals(round(brightness.groups.train!.mean), 3.5);
  assertEquals(round(brightness.groups.train!.deviation), 3.5);
  assertEquals(round(brightness.groups["test anomalous"]!.mean), 75.5);
  assertEquals(brightness.auroc, 0.5); // one brighter, one darker than the normal one
  assertEquals(round(roughness.groups["test anomalous"]!.mean), 50);
  assertEquals(roughness.auroc, 0.75); // one rougher, one tied
  assertEquals(round(nearest.train), round(Math.sqrt(50)));
  assertEquals(round(nearest["test normal"]), round(Math.sqrt(10)));
  assertEquals([same, near], [[], [{ test: "4", train: "0" }]]);
});

Deno.test("imageFacts: one kind of test images has no AUROC, one training image no other", async () => {
  const { brightness, nearest } = await imageFacts(images([0, 5, 5], [1, 5, 9]), 1);
  assertEquals([brightness.auroc, brightness.groups["test normal"]], [undefined, undefined]);
  assertEquals(nearest, { "test anomalous": Math.sqrt(8) });
});

import { assert, assertEquals } from "@std/assert";
import { imageFacts } from "../../../lib/data/checks/image_facts.ts";
import { memoryImages } from "../../../lib/data/images/memory_images.ts";
import { assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";

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

Deno.test("imageFacts: reads a few images at a time, and gives each its own facts", async () => {
  const pixels = Array.from({ length: 300 }, (_, i) => [0, i % 256, (7 * i) % 256] as const);
  const set = images(
    ...pixels.slice(0, 200),
    ...pixels.slice(200).map(([, ...p]) => [1, ...p] as const),
  );
  let most = 0;
  const read = async (indices: readonly number[]) => {
    most = Math.max(most, indices.length);
    return await set.read(indices);
  };
  const { brightness, roughness, same } = await imageFacts({ ...set, read }, 200);
  assert(most <= 64, `${most} images at once`);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
  const trained = pixels.slice(0, 200);
  assertNear(
    brightness.groups.train!.mean,
    mean(trained.map(([, a, b]) => (a + b) / 2)),
    TOLERANCE.sums,
  );
  assertNear(
    roughness.groups["test anomalous"]!.mean,
    mean(pixels.slice(200).map(([, a, b]) => Math.abs(a - b))),
    TOLERANCE.sums,
  );
  // Values repeat after 256 images.
  assertEquals(same.length, 44);
  assertEquals(same[0], { test: "256", train: "0" });
});

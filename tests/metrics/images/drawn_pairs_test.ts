import { assert, assertEquals } from "@std/assert";
import {
  type BinnedImage,
  pairCounter,
  pairsOfImages,
  pairsOfSums,
} from "../../../lib/metrics/images/drawn_pairs.ts";
import { Random } from "../../../lib/random.ts";

/** Images with random counts; every other one has anomalous pixels. */
function someImages(count: number, bins: number, random: Random): BinnedImage[] {
  const counts = (most: number) => Uint32Array.from({ length: bins }, () => random.integer(most));
  return Array.from({ length: count }, (_, i) => ({
    normal: counts(1000),
    anomalous: i % 2 === 0 ? counts(100) : new Uint32Array(bins),
  }));
}

Deno.test("pairsOfImages, pairsOfSums: the same pairs, to the last bit", () => {
  const random = new Random(1);
  for (const [count, bins] of [[1, 1], [2, 5], [17, 64], [40, 4096]] as const) {
    const images = someImages(count, bins, random);
    const [byImages, bySums] = [pairsOfImages(images), pairsOfSums(images)];
    for (let draw = 0; draw < 10; draw++) {
      const times = Uint32Array.from({ length: count }, () => random.integer(4));
      assertEquals(bySums(times), byImages(times));
    }
  }
});

Deno.test("pairCounter: the work of a draw is in proportion to the images, however many they are", () => {
  const images = someImages(60, 4, new Random(2));
  let read = 0;
  const counted = images.map(({ normal, anomalous }): BinnedImage => ({
    get normal() {
      read++;
      return normal;
    },
    anomalous,
  }));
  // Few draws of many images: each two of them would be paired 30 · 60 times.
  const count = pairCounter(counted, 10);
  const times = new Uint32Array(60).fill(1);
  assertEquals(count(times), pairsOfImages(images)(times));
  assert(read < 2 * 60, `${read}`);
});

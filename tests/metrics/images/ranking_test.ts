import { assertEquals } from "@std/assert";
import { rankDescending } from "../../../lib/metrics/images/ranking.ts";
import { Random } from "../../../lib/random.ts";

/** Both paths: the one for float32 and the one for everything else. */
const PATHS = [Float32Array, Float64Array];

const orderOf = (scores: ArrayLike<number>) => rankDescending(scores).order;

/** The definition: a stable sort, highest first. */
function stableOrder(scores: ArrayLike<number>): number[] {
  return Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
}

for (const Path of PATHS) {
  Deno.test(`rankDescending: ${Path.name}: negative scores come after positive ones`, () =>
    assertEquals([...orderOf(new Path([-1, 2, -3, 0, 1, -0.5]))], [1, 4, 3, 5, 0, 2]));

  Deno.test(`rankDescending: ${Path.name}: equal scores stay in order, negative ones too`, () =>
    assertEquals([...orderOf(new Path([-1, 5, -1, 5, -1, 5]))], [1, 3, 5, 0, 2, 4]));

  Deno.test(`rankDescending: ${Path.name}: −0 and 0 are equal`, () =>
    assertEquals([...orderOf(new Path([-0, 0, 1, -0, -1, 0]))], [2, 0, 1, 3, 5, 4]));

  Deno.test(`rankDescending: ${Path.name}: the largest and the smallest magnitudes`, () => {
    const [max, min] = [(2 - 2 ** -23) * 2 ** 127, 2 ** -149]; // float32, the latter subnormal
    assertEquals(
      [...orderOf(new Path([min, -max, 0, max, -min, 1]))],
      [3, 5, 0, 2, 4, 1],
    );
  });

  Deno.test(`rankDescending: ${Path.name}: random scores with ties, left as they were`, () => {
    const random = new Random(1);
    const scores = new Path(3000).map((_, i) =>
      i % 3 === 0 ? Math.round(random.uniform(-5, 5)) : random.normal()
    );
    const before = scores.slice();
    const { order, sorted } = rankDescending(scores);
    assertEquals([...order], stableOrder(scores));
    assertEquals([...sorted], stableOrder(scores).map((i) => scores[i]! + 0)); // −0 + 0 = 0
    assertEquals(scores, before);
  });

  Deno.test(`rankDescending: ${Path.name}: a view into a larger buffer`, () =>
    assertEquals([...orderOf(new Path([9, 1, 3, 2, 9]).subarray(1, 4))], [1, 2, 0]));
}

Deno.test("rankDescending: scores that only float64 tells apart", () => {
  const scores = [1, 1 + 2 ** -40, 1 - 2 ** -40];
  assertEquals([...orderOf(scores)], [1, 0, 2]);
  assertEquals([...orderOf(new Float32Array(scores))], [0, 1, 2]);
});

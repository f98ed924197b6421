import { assertEquals } from "@std/assert";
import { descendingOrder } from "../../lib/metrics/ranking.ts";
import { Random } from "../../lib/random.ts";

/** Both paths: the one for float32 and the one for everything else. */
const PATHS = [Float32Array, Float64Array];

/** The definition: a stable sort, highest first. */
function stableOrder(scores: ArrayLike<number>): number[] {
  return Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
}

for (const Path of PATHS) {
  Deno.test(`descendingOrder: ${Path.name}: negative scores come after positive ones`, () =>
    assertEquals([...descendingOrder(new Path([-1, 2, -3, 0, 1, -0.5]))], [1, 4, 3, 5, 0, 2]));

  Deno.test(`descendingOrder: ${Path.name}: equal scores stay in order, negative ones too`, () =>
    assertEquals([...descendingOrder(new Path([-1, 5, -1, 5, -1, 5]))], [1, 3, 5, 0, 2, 4]));

  Deno.test(`descendingOrder: ${Path.name}: −0 and 0 are equal`, () =>
    assertEquals([...descendingOrder(new Path([-0, 0, 1, -0, -1, 0]))], [2, 0, 1, 3, 5, 4]));

  Deno.test(`descendingOrder: ${Path.name}: the largest and the smallest magnitudes`, () => {
    const [max, min] = [(2 - 2 ** -23) * 2 ** 127, 2 ** -149]; // float32, the latter subnormal
    assertEquals(
      [...descendingOrder(new Path([min, -max, 0, max, -min, 1]))],
      [3, 5, 0, 2, 4, 1],
    );
  });

  Deno.test(`descendingOrder: ${Path.name}: random scores with ties, left as they were`, () => {
    const random = new Random(1);
    const scores = new Path(3000).map((_, i) =>
      i % 3 === 0 ? Math.round(random.uniform(-5, 5)) : random.normal()
    );
    const before = scores.slice();
    assertEquals([...descendingOrder(scores)], stableOrder(scores));
    assertEquals(scores, before);
  });

  Deno.test(`descendingOrder: ${Path.name}: a view into a larger buffer`, () =>
    assertEquals([...descendingOrder(new Path([9, 1, 3, 2, 9]).subarray(1, 4))], [1, 2, 0]));
}

Deno.test("descendingOrder: scores that only float64 tells apart", () => {
  const scores = [1, 1 + 2 ** -40, 1 - 2 ** -40];
  assertEquals([...descendingOrder(scores)], [1, 0, 2]);
  assertEquals([...descendingOrder(new Float32Array(scores))], [0, 1, 2]);
});

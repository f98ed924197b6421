import { assert, assertEquals, assertThrows } from "@std/assert";
import { Random } from "../lib/random.ts";

const draw = (random: Random, n: number) => Array.from({ length: n }, () => random.nextUint32());

Deno.test("Random: a seed gives the same words on every machine", () => {
  // sfc32 after 16 rounds of mixing, from a separate implementation with Python's integers
  assertEquals(draw(new Random(0), 3), [1743954244, 207519241, 3716241083]);
  assertEquals(draw(new Random(1), 3), [1950625580, 354034397, 661219729]);
});

Deno.test("Random: seeds and streams give different sequences", () => {
  const sequences = [new Random(0), new Random(1), new Random(0, 1)].map((r) => draw(r, 4).join());
  assertEquals(new Set(sequences).size, 3);
});

Deno.test("Random: a saved state continues the sequence", () => {
  const random = new Random(5);
  draw(random, 10);
  const copy = Random.fromState(random.state);
  assertEquals(draw(copy, 5), draw(random, 5));
});

Deno.test("Random: uniform, integer and normal have their moments", () => {
  const random = new Random(9);
  const n = 20_000;
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / n;
  const collect = (f: () => number) => Array.from({ length: n }, f);
  const uniform = collect(() => random.uniform(-1, 3));
  assert(uniform.every((x) => x >= -1 && x < 3));
  assert(Math.abs(mean(uniform) - 1) < 5 * Math.sqrt(16 / 12 / n));
  const integers = collect(() => random.integer(3));
  for (const k of [0, 1, 2]) {
    const share = integers.filter((x) => x === k).length / n;
    assert(Math.abs(share - 1 / 3) < 5 * Math.sqrt(2 / 9 / n));
  }
  const normal = collect(() => random.normal());
  assert(Math.abs(mean(normal)) < 5 / Math.sqrt(n));
  assert(Math.abs(mean(normal.map((x) => x * x)) - 1) < 5 * Math.sqrt(2 / n));
});

Deno.test("Random: a permutation holds every index once, and all are reached", () => {
  const random = new Random(2);
  assertEquals(
    random.permutation(50).sort((a, b) => a - b),
    Array.from({ length: 50 }, (_, i) => i),
  );
  const seen = new Set(Array.from({ length: 200 }, () => random.permutation(3).join()));
  assertEquals(seen.size, 6);
});

Deno.test("Random: seeds and limits outside the range are refused", () => {
  for (const seed of [-1, 1.5, NaN, 2 ** 32]) assertThrows(() => new Random(seed), RangeError);
  assertThrows(() => new Random(0, -1), RangeError, "stream -1");
  assertThrows(() => new Random(0).integer(0), RangeError);
});

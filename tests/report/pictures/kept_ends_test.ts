import { assert, assertEquals, assertRejects } from "@std/assert";
import { Random } from "../../../lib/random.ts";
import { colourRange, ColourRangeOfMaps } from "../../../lib/report/figure/colour_range.ts";
import { EndsOfRanking } from "../../../lib/report/pictures/kept_ends.ts";
import { bothEnds, panelContent, ranking } from "../../../lib/report/pictures/results.ts";
import { somePaths, someResults } from "../some_results.ts";

/** Adds all images in parts of random sizes. */
function added(
  ends: EndsOfRanking,
  { scores, maps, reconstructions }: {
    scores: Float32Array;
    maps: Float32Array;
    reconstructions?: Float32Array;
  },
  random: Random,
): ReturnType<EndsOfRanking["kept"]> {
  const count = scores.length;
  const part = (values: Float32Array, start: number, end: number) =>
    values.subarray(start * values.length / count, end * values.length / count);
  for (let start = 0; start < count;) {
    const end = Math.min(count, start + 1 + random.integer(9));
    ends.add({
      start,
      scores: part(scores, start, end),
      maps: part(maps, start, end),
      reconstructions: reconstructions && part(reconstructions, start, end),
    });
    start = end;
  }
  return ends.kept();
}

Deno.test("EndsOfRanking: keeps what the ranking of all images has at its ends, ties included", () => {
  const random = new Random(4);
  for (const count of [1, 5, 6, 7, 40, 300]) {
    const scores = Float32Array.from({ length: count }, () => random.integer(1 + (count >> 1)));
    const maps = Float32Array.from({ length: 4 * count }, (_, k) => k);
    const { maps: kept, places } = added(new EndsOfRanking(count, 3), { scores, maps }, random);
    assertEquals([...places!.keys()], bothEnds(ranking(scores), 3));
    assertEquals(kept!.length, 4 * Math.min(count, 6));
    for (const [index, place] of places!) {
      assertEquals(
        kept!.subarray(4 * place, 4 * place + 4),
        maps.subarray(4 * index, 4 * index + 4),
      );
    }
  }
});

Deno.test("EndsOfRanking: panels and colours are those of the results of all images", async () => {
  const all = someResults({ paths: somePaths(9) });
  all.maps.forEach((_, k) => all.maps[k] = k);
  all.reconstructions!.forEach((_, k) => all.reconstructions![k] = Math.sin(k));
  const kept = added(new EndsOfRanking(9, 2), all, new Random(1));
  const some = { ...all, ...kept, maps: kept.maps! };
  assertEquals(kept.range, colourRange(all.maps, 256));
  for (const index of [0, 1, 7, 8]) {
    assertEquals(await panelContent(some, index), await panelContent(all, index));
  }
  await assertRejects(() => panelContent(some, 4), RangeError, "The map of image 4 was not kept");
});

Deno.test("ColourRangeOfMaps: maps that come one by one have the range of all at once", () => {
  const random = new Random(2);
  const maps = Float32Array.from({ length: 2_500_000 }, () => random.uniform());
  const range = new ColourRangeOfMaps(100_000, 25);
  for (let start = 0; start < maps.length; start += 777) {
    range.add(maps.subarray(start, start + 777));
  }
  const whole = colourRange(maps, 25);
  assertEquals(range.range(), whole);
  assert(whole.low < 1e-4 && Math.abs(whole.high - 0.999) < 1e-4, JSON.stringify(whole));
});

Deno.test("colourRange: samples every column, also where the step would be the width of a map", () => {
  const maps = Float32Array.from({ length: 4_000_000 }, (_, k) => k % 4); // of 4 × 4
  assertEquals(colourRange(maps, 16), { low: 0, high: 3 });
});

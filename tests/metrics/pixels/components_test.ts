import { assertEquals } from "@std/assert";
import { connectedComponents } from "../../../lib/metrics/pixels/components.ts";
import { Random } from "../../../lib/random.ts";

/** Masks from rows of characters; `#` is inside. */
function draw(rows: string[]): Uint8Array {
  return Uint8Array.from(rows.join(""), (character) => (character === "#" ? 1 : 0));
}

Deno.test("connectedComponents: corners connect; borders of rows and images do not", () => {
  const masks = draw(["#..#", ".#..", "#..#", "#..#", "....", "...#"]);
  const { labels, areas } = connectedComponents(masks, { height: 3, width: 4 });
  assertEquals([...labels], [
    ...[1, 0, 0, 2],
    ...[0, 1, 0, 0],
    ...[1, 0, 0, 3],
    ...[4, 0, 0, 5],
    ...[0, 0, 0, 0],
    ...[0, 0, 0, 6],
  ]);
  assertEquals(areas, [16, 3, 1, 1, 1, 1, 1]);
});

Deno.test("connectedComponents: a ring, its core, and arms that meet late", () => {
  const masks = draw(["#####", "#...#", "#.#.#", "#...#", "#####"]);
  assertEquals(connectedComponents(masks, { height: 5, width: 5 }).areas, [8, 16, 1]);
  const arms = draw(["#.#.#", "#.#.#", "#####"]);
  assertEquals(connectedComponents(arms, { height: 3, width: 5 }).areas, [4, 11]);
});

Deno.test("connectedComponents: nothing and everything", () => {
  const size = { height: 2, width: 3 };
  assertEquals(connectedComponents(new Uint8Array(12), size).areas, [12]);
  assertEquals(connectedComponents(new Uint8Array(12).fill(1), size).areas, [0, 6, 6]);
});

Deno.test("connectedComponents: neighbours share a region, and only they do, on random masks", () => {
  const random = new Random(3);
  const [height, width] = [5, 7];
  for (let round = 0; round < 100; round++) {
    const share = random.uniform(0.1, 0.7);
    const masks = new Uint8Array(2 * height * width).map(() =>
      random.uniform(0, 1) < share ? 1 : 0
    );
    // Spread the smallest index of each neighbourhood until nothing changes.
    const expected = Array.from(masks, (inside, i) => (inside ? i : -1));
    for (let changed = true; changed;) {
      changed = false;
      for (let i = 0; i < masks.length; i++) {
        for (let j = 0; j < masks.length; j++) {
          const [dx, dy] = [i % width - j % width, Math.floor(i / width) - Math.floor(j / width)];
          const image = (pixel: number) => Math.floor(pixel / (height * width));
          const near = Math.abs(dx) <= 1 && Math.abs(dy) <= 1 && image(i) === image(j);
          if (near && masks[i] && masks[j] && expected[j]! < expected[i]!) {
            expected[i] = expected[j]!;
            changed = true;
          }
        }
      }
    }
    const numbers = [...new Set(expected.filter((first) => first >= 0))];
    const { labels, areas } = connectedComponents(masks, { height, width });
    assertEquals([...labels], expected.map((first) => numbers.indexOf(first) + 1));
    assertEquals(areas.slice(1), numbers.map((n) => expected.filter((e) => e === n).length));
  }
});

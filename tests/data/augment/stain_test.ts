import { assert, assertEquals, assertThrows } from "@std/assert";
import { stain } from "../../../lib/data/augment/mod.ts";
import { normalLevels } from "../../../lib/data/augment/normal_levels.ts";
import { irregularOutline, pixelsInside, type Point } from "../../../lib/data/augment/outline.ts";
import { Random } from "../../../lib/random.ts";
import { assertNear } from "../../close.ts";
import { plain, ramp } from "./images.ts";

Deno.test("normalLevels: the shares of gray levels are those of a rounded normal number", () => {
  // Φ((k + ½)/1.5) − Φ((k − ½)/1.5) by Python's math.erf, k = 0 … 4
  const expected = [0.26111732, 0.21078609, 0.1108649, 0.03797502, 0.00846543];
  const draw = normalLevels(1.5);
  const random = new Random(5);
  const counts = new Map<number, number>();
  const n = 400_000;
  for (let i = 0; i < n; i++) {
    const level = draw(random);
    counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  for (const [k, share] of expected.entries()) {
    assertNear(counts.get(k)! / n, share, 0.003);
    if (k > 0) assertNear(counts.get(-k)! / n, share, 0.003);
  }
});

Deno.test("pixelsInside: pixel centres inside of triangles and holes, cut at the edges", () => {
  const size = { height: 4, width: 4 };
  const triangle: Point[] = [[0, 0], [4, 0], [0, 4]];
  assertEquals(pixelsInside(triangle, size), [0, 1, 2, 4, 5, 8]);
  const square: Point[] = [[1, 1], [9, 1], [9, 3], [1, 3]];
  assertEquals(pixelsInside(square, size), [5, 6, 7, 9, 10, 11]);
  const bow: Point[] = [[0, 0], [4, 0], [0, 4], [4, 4]]; // two triangles that meet in the middle
  assertEquals(pixelsInside(bow, size), [0, 1, 2, 5, 9, 12, 13, 14]);
});

Deno.test("irregularOutline: without wobble it is an ellipse of the right area", () => {
  const ellipse = { centre: [50, 50], axes: [30, 12], direction: [0.6, 0.8] } as const;
  const outline = irregularOutline(ellipse, 0, new Random(0));
  const inside = pixelsInside(outline, { height: 100, width: 100 });
  assertNear(inside.length / (Math.PI * 30 * 12), 1, 0.02);
  for (const [x, y] of outline) {
    const [dx, dy] = [x - 50, y - 50];
    const along = (0.6 * dx + 0.8 * dy) / 30;
    const across = (0.6 * dy - 0.8 * dx) / 12;
    assertNear(along * along + across * across, 1, 0.01);
  }
});

Deno.test("stain: one patch of one gray level with grain; the rest stays", () => {
  const image = ramp(64, 64);
  const levels: number[] = [];
  const random = new Random(8);
  for (let k = 0; k < 300; k++) {
    const { pixels } = stain()(image, random);
    const changed: number[] = [];
    for (let i = 0; i < 64 * 64; i++) {
      const at = (c: number) => pixels[3 * i + c]! !== image.pixels[3 * i + c]!;
      if (at(0) || at(1) || at(2)) changed.push(i);
    }
    assert(changed.length >= 1, `stain ${k} is empty`);
    const [xs, ys] = [changed.map((i) => i % 64), changed.map((i) => Math.floor(i / 64))];
    const extent = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
    assert(extent <= 2 * 7 * 1.15 + 2, `stain ${k} spans ${extent} pixels`);
    const values = changed.flatMap((i) => [...pixels.slice(3 * i, 3 * i + 3)]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    assert(values.every((value) => Math.abs(value - mean) < 25), `stain ${k} is not of one level`);
    levels.push(mean);
  }
  const average = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  assertNear(average, 115, 15);
  assert(Math.min(...levels) < 30 && Math.max(...levels) > 200);
});

Deno.test("stain: larger stains are larger, and stains are everywhere", () => {
  const white = plain(100, 100, 255);
  const covered = (size: readonly [number, number]) => {
    const random = new Random(9);
    const counts = new Uint32Array(10_000);
    for (let k = 0; k < 200; k++) {
      stain({ size })(white, random).pixels.forEach((value, i) =>
        counts[i]! += value < 255 ? 1 : 0
      );
    }
    return counts;
  };
  const sum = (counts: Uint32Array) => counts.reduce((total, count) => total + count, 0) / 200;
  // Half axes are uniform and independent: π·E[a]·E[b].
  assertNear(sum(covered([0.1, 0.1])) / (Math.PI * 100), 1, 0.05);
  const counts = covered([0.01, 0.12]);
  assertNear(sum(counts) / (Math.PI * 6.5 ** 2), 1, 0.2);
  for (const [y, x] of [[15, 15], [15, 85], [85, 15], [85, 85], [50, 50]] as const) {
    const near = Array.from(
      { length: 400 },
      (_, i) => counts[(y - 10 + Math.floor(i / 20)) * 100 + x - 10 + (i % 20)]!,
    );
    assert(near.some((count) => count > 0), `none near (${y}, ${x})`);
  }
});

Deno.test("stain: tiny images are stained too, odd options are refused", () => {
  for (const [height, width] of [[1, 1], [2, 9], [4, 4]] as const) {
    assertEquals(stain()(plain(height, width, 255), new Random(1)).pixels.length, height * width);
  }
  for (const size of [[0, 0.1], [0.2, 0.1], [0.1, 0.6]] as const) {
    assertThrows(() => stain({ size }), RangeError, "Cannot make stains of");
  }
  assertThrows(() => stain({ irregularity: 2 }), RangeError, "irregularity of 2");
});

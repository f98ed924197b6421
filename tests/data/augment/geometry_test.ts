import { assertEquals, assertThrows } from "@std/assert";
import {
  type Augmentation,
  compose,
  crop,
  flip,
  type PixelImage,
  randomCrop,
  randomFlip,
  rotate90,
  withOriginal,
} from "../../../lib/data/augment/mod.ts";
import { Random } from "../../../lib/random.ts";
import { assertNear } from "../../close.ts";
import { ramp } from "./images.ts";

const image = ramp(5, 7);
/** 1 2 3 over 4 5 6. */
const small = { height: 2, width: 3, channels: 1, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) };
const rows = ({ width, pixels }: { width: number; pixels: Uint8Array }) =>
  Array.from(
    { length: pixels.length / width },
    (_, y) => [...pixels.slice(y * width, y * width + width)],
  );

Deno.test("flip: left and right, top and bottom", () => {
  assertEquals(rows(flip(small, "horizontal")), [[3, 2, 1], [6, 5, 4]]);
  assertEquals(rows(flip(small, "vertical")), [[4, 5, 6], [1, 2, 3]]);
});

Deno.test("flip: twice is nothing, both are half a turn", () => {
  for (const axis of ["horizontal", "vertical"] as const) {
    assertEquals(flip(flip(image, axis), axis), image);
  }
  assertEquals(flip(flip(image, "horizontal"), "vertical"), rotate90(image, 2));
});

Deno.test("rotate90: counter-clockwise, also by negative turns", () => {
  assertEquals(rows(rotate90(small, 1)), [[3, 6], [2, 5], [1, 4]]);
  assertEquals(rotate90(small, -1), rotate90(small, 3));
  assertEquals(rows(rotate90(small, -1)), [[4, 1], [5, 2], [6, 3]]);
  assertThrows(() => rotate90(small, 0.5), RangeError, "Cannot turn an image 0.5 times");
});

Deno.test("rotate90: four turns are nothing, turns add up", () => {
  let turned = image;
  for (let turns = 1; turns <= 4; turns++) {
    turned = rotate90(turned, 1);
    assertEquals(turned, rotate90(image, turns));
  }
  assertEquals(turned, image);
});

Deno.test("crop: a window inside, and borders beyond", () => {
  const inside = crop(small, { top: 0, left: 1, height: 2, width: 2 }, "black");
  assertEquals(rows(inside), [[2, 3], [5, 6]]);
  const beyond = { top: -1, left: -2, height: 3, width: 4 };
  assertEquals(rows(crop(small, beyond, "black")), [[0, 0, 0, 0], [0, 0, 1, 2], [0, 0, 4, 5]]);
  assertEquals(rows(crop(small, beyond, "mirror")), [[2, 1, 1, 2], [2, 1, 1, 2], [5, 4, 4, 5]]);
  const far = { top: 0, left: 3, height: 1, width: 8 };
  assertEquals(rows(crop(small, far, "mirror")), [[3, 2, 1, 1, 2, 3, 3, 2]]);
});

Deno.test("crop: the whole window is nothing; refuses what is no window", () => {
  const whole = { top: 0, left: 0, height: 5, width: 7 };
  for (const border of ["black", "mirror"] as const) {
    assertEquals(crop(image, whole, border), image);
    assertEquals(randomCrop({ padding: 0, border })(image, new Random(0)), image);
  }
  for (const bad of [{ ...whole, top: 0.5 }, { ...whole, width: 0 }, { ...whole, height: -1 }]) {
    assertThrows(() => crop(image, bad, "black"), RangeError, "Cannot cut out");
  }
});

Deno.test("randomCrop: every shift occurs, as often as the others", () => {
  const shift = randomCrop({ padding: 1, border: "black" });
  const point = { height: 3, width: 3, channels: 1, pixels: new Uint8Array(9).fill(1, 4, 5) };
  const counts = Array(9).fill(0);
  const random = new Random(1);
  for (let i = 0; i < 9000; i++) counts[shift(point, random).pixels.indexOf(1)]++;
  for (const count of counts) assertNear(count, 1000, 150);
});

Deno.test("randomFlip: each result as often as the others", () => {
  const random = new Random(2);
  const assertEven = (augment: Augmentation, results: readonly PixelImage[]) => {
    const counts = results.map(() => 0);
    for (let i = 0; i < 4000; i++) {
      const result = JSON.stringify(rows(augment(small, random)));
      counts[results.findIndex((one) => JSON.stringify(rows(one)) === result)]!++;
    }
    for (const count of counts) assertNear(count / 4000, 1 / results.length, 0.03);
  };
  for (const axis of ["horizontal", "vertical"] as const) {
    assertEven(randomFlip(axis), [small, flip(small, axis)]);
  }
});

Deno.test("compose: in order, one sequence of random numbers, nothing is nothing", () => {
  const shifted = randomCrop({ padding: 2, border: "mirror" });
  const flipped = randomFlip("horizontal");
  const both = compose(shifted, flipped);
  const [together, apart] = [new Random(3), new Random(3)];
  for (let i = 0; i < 20; i++) {
    assertEquals(both(image, together), flipped(shifted(image, apart), apart));
  }
  assertEquals(compose()(image, together), image);
});

Deno.test("withOriginal: the changed image first, then the original, pixel by pixel", () => {
  const { channels, pixels } = withOriginal((one) => flip(one, "horizontal"))(small, new Random(0));
  assertEquals([channels, ...pixels], [2, 3, 1, 2, 2, 1, 3, 6, 4, 5, 5, 4, 6]);
  const turned = withOriginal((one) => rotate90(one, 1));
  assertThrows(() => turned(small, new Random(0)), RangeError, "Cannot keep 2×3 pixels behind 3×2");
});

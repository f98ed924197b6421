import { assertEquals, assertThrows } from "@std/assert";
import { TrivialErrorSums } from "../../../lib/metrics/pixels/trivial_errors.ts";
import { Random } from "../../../lib/random.ts";
import { assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";

const [IMAGES, VALUES, CHANNELS] = [5, 12, 3];
const images = Array.from(
  { length: IMAGES },
  (_, k) => Float32Array.from({ length: VALUES }, (_, i) => Math.sin(7 * k + i * i)),
);

function errorsOf(rebuild: (image: Float32Array, index: number) => Float32Array) {
  const sums = new TrivialErrorSums(CHANNELS);
  images.forEach((image, k) => sums.add(image, rebuild(image, k)));
  return sums.errors();
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
const meanImage = Float32Array.from(
  { length: VALUES },
  (_, i) => mean(images.map((image) => image[i]!)),
);
const colours = Array.from(
  { length: CHANNELS },
  (_, c) => mean(images.flatMap((image) => [...image].filter((_, i) => i % CHANNELS === c))),
);

Deno.test("trivial errors: the mean image and the best colour have the errors that they are said to have", () => {
  const { meanImage: ofMean, constantImage } = errorsOf((image) => image);
  // As float32, a constant is wrong by half an ε, which the square of the error hides.
  assertNear(errorsOf(() => meanImage).model, ofMean, TOLERANCE.metric);
  const constant = Float32Array.from({ length: VALUES }, (_, i) => colours[i % CHANNELS]!);
  assertNear(errorsOf(() => constant).model, constantImage, TOLERANCE.metric);
});

Deno.test("trivial errors: each image's own mean colour has the error that it is said to have", () => {
  const { ownMean, constantImage } = errorsOf((image) => image);
  const own = errorsOf((image) => {
    const colour = Array.from(
      { length: CHANNELS },
      (_, c) => mean([...image].filter((_, i) => i % CHANNELS === c)),
    );
    return image.map((_, i) => colour[i % CHANNELS]!);
  });
  assertNear(own.model, ownMean, TOLERANCE.metric);
  assertEquals(ownMean < constantImage, true);
});

Deno.test("trivial errors: no colour and no image is better", () => {
  const { meanImage: ofMean, constantImage } = errorsOf((image) => image);
  for (const shift of [-0.1, 0.1]) {
    const moved = errorsOf(() => meanImage.map((value) => value + shift)).model;
    assertNear(moved - ofMean, shift ** 2, TOLERANCE.rounding);
    const colour = errorsOf(() =>
      Float32Array.from({ length: VALUES }, (_, i) =>
        colours[i % CHANNELS]! + shift)
    ).model;
    assertNear(colour - constantImage, shift ** 2, TOLERANCE.rounding);
  }
});

Deno.test("trivial errors: variety is 1 of the images, a quarter at half the contrast, 0 of one image", () => {
  assertNear(errorsOf((image) => image).variety!, 1, TOLERANCE.metric);
  assertNear(errorsOf((image) => image.map((x) => x / 2)).variety!, 0.25, TOLERANCE.metric);
  assertNear(errorsOf(() => images[0]!).variety!, 0, TOLERANCE.metric);
});

Deno.test("trivial errors: images that are all the same have no variety, and none is an error", () => {
  const sums = new TrivialErrorSums(1);
  for (let k = 0; k < 2; k++) sums.add(new Float32Array([0.5, 1]), new Float32Array([0.5, 0]));
  assertEquals(sums.errors(), { model: 0.5, meanImage: 0, constantImage: 0.0625, ownMean: 0.0625 });
  assertThrows(() => new TrivialErrorSums(1).errors(), RangeError, "no image");
  // Also where sums of squares are rounded.
  for (const copies of [3, 7, 10, 100]) {
    const random = new Random(copies);
    const image = Float32Array.from({ length: 192 }, () => 2 * random.uniform() - 1);
    const gray = new Float32Array(192).fill(random.uniform());
    const [same, flat] = [new TrivialErrorSums(3), new TrivialErrorSums(3)];
    for (let k = 0; k < copies; k++) {
      same.add(image, gray);
      flat.add(gray, image);
    }
    const { meanImage, variety } = same.errors();
    assertEquals([meanImage, variety, flat.errors().ownMean], [0, undefined, 0], `${copies}`);
  }
});

import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../lib/backend/backend.ts";
import type { Detector } from "../../../lib/detector/contract/detector.ts";
import { InputError } from "../../../lib/errors.ts";
import { trainingThreshold } from "../../../lib/experiment/evaluate/training_threshold.ts";
import { assertNear } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { testImages } from "../../test_images.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useBackend();

/** A detector whose score is the image's first pixel, 0 … 255. */
const detector: Detector = {
  method: "first_pixel",
  config: { imageSize: 4, channels: 1 },
  parameterCount: 0,
  fit: () => Promise.reject(new Error("not trained here")),
  score: (images) => ({
    scores: tf.tidy(() =>
      images.slice([0, 0, 0, 0], [-1, 1, 1, 1]).add(1).mul(127.5).round().as1D()
    ),
  }),
  state: { export: () => Promise.resolve({}), import: () => {} },
  [Symbol.dispose]: () => {},
};

/** 150 images, more than are scored at once; the first pixels are 0, 1, …, 149. */
const images = testImages({ count: 150, size: 4, channels: 1 });
for (let i = 0; i < 150; i++) images.pixels[i * 16] = i;

Deno.test("trainingThreshold: the highest score of all images, or a quantile", () =>
  noLeak(async () => {
    const highest = await trainingThreshold(detector, images);
    assertEquals(highest, { value: 149, source: "the highest score of the 150 training images" });
    const { value, source } = await trainingThreshold(detector, images, { quantile: 0.9 });
    assertNear(value, 134.1, TOLERANCE.metric); // 0.9 of the way from 0 to 149
    assertEquals(source, "the 0.9 quantile of the scores of the 150 training images");
  }));

Deno.test("trainingThreshold: of many images some, spread evenly", async () => {
  const many = testImages({ count: 1000, size: 4, channels: 1 });
  // Odd ones are brighter than any even one.
  for (let i = 0; i < 1000; i++) many.pixels[i * 16] = i % 2 === 0 ? i / 5 : 255;
  assertEquals(await trainingThreshold(detector, many), {
    value: 199,
    source: "the highest score of 500 of 1000 training images",
  });
  const slow = { ...detector, scoresSlowly: true };
  const { source } = await trainingThreshold(slow, many);
  assertEquals(source, "the highest score of 64 of 1000 training images");
});

Deno.test("trainingThreshold: progress goes over all images once", async () => {
  const seen: number[] = [];
  const onProgress = ({ done, total }: { done: number; total: number }) => {
    assertEquals(total, 150);
    seen.push(done);
  };
  await trainingThreshold(detector, images, { onProgress });
  assertEquals(seen, [...seen].sort((a, b) => a - b));
  assertEquals(seen.at(-1), 150);
});

Deno.test("trainingThreshold: refuses quantiles that are none, and empty sets", async () => {
  for (const quantile of [0, 1.1, NaN]) {
    await assertRejects(() => trainingThreshold(detector, images, { quantile }), InputError);
  }
  const none = testImages({ count: 0, size: 4, channels: 1 });
  await assertRejects(() => trainingThreshold(detector, none), InputError, "no training images");
});

import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../lib/backend/backend.ts";
import { toBatch } from "../../../lib/data/images/image_set.ts";
import {
  type ControlName,
  CONTROLS,
  createControls,
} from "../../../lib/detector/thresholds/controls.ts";
import { assertClose } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { scoredValues } from "../../scored_values.ts";
import { testImages } from "../../test_images.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useBackend();

const SIZE = 20;
const VALUES = SIZE * SIZE * 3;

const train = testImages({ count: 6, size: SIZE, channels: 3, seed: 1 });
const all = await toBatch(train, train.files.map((_, i) => i));

async function scoredBy(name: ControlName, image: Float32Array) {
  const controls = await createControls(train);
  try {
    return await scoredValues(controls[name], tf.tensor4d(image, [1, SIZE, SIZE, 3]));
  } finally {
    for (const name of CONTROLS) controls[name][Symbol.dispose]();
  }
}

Deno.test("pixelGaussian: squared distances in standard deviations, each with 0.3 of the overall one added", () =>
  noLeak(async () => {
    const average = (values: ArrayLike<number>) =>
      Array.from(values).reduce((a, b) => a + b, 0) / values.length;
    const deviation = (values: ArrayLike<number>) => {
      const mean = average(values);
      return Math.sqrt(average(Array.from(values, (value) => (value - mean) ** 2)));
    };
    const image = await toBatch(testImages({ count: 1, size: SIZE, channels: 3, seed: 2 }), [0]);
    const overall = deviation(all);
    const distances = Array.from(image, (value, k) => {
      const normal = train.files.map((_, i) => all[i * VALUES + k]!);
      return ((value - average(normal)) / (deviation(normal) + 0.3 * overall)) ** 2;
    });
    const { scores } = await scoredBy("pixelGaussian", image);
    assertClose(scores!, [average(distances)], TOLERANCE.sums);
  }));

Deno.test("blur: rebuilds a point of a colour as a Gaussian of two pixels in each channel", () =>
  noLeak(async () => {
    const [y, x] = [9, 10]; // at least eight pixels, four deviations, from every side
    const colour = [1, 0.5, -0.25];
    const image = new Float32Array(VALUES);
    image.set(colour, (y * SIZE + x) * 3);
    const weights = Array.from({ length: 17 }, (_, i) => Math.exp(-((i - 8) ** 2) / (2 * 2 ** 2)));
    const total = weights.reduce((a, b) => a + b);
    const weight = (distance: number) => (weights[distance + 8] ?? 0) / total;
    const expected = Float32Array.from({ length: VALUES }, (_, k) => {
      const [row, column] = [Math.floor(k / (SIZE * 3)), Math.floor(k / 3) % SIZE];
      return colour[k % 3]! * weight(row - y) * weight(column - x);
    });
    const { scores, reconstructions } = await scoredBy("blur", image);
    assertClose(reconstructions!, expected, TOLERANCE.sums);
    const left = image.reduce((sum, value, k) => sum + (value - expected[k]!) ** 2, 0) / VALUES;
    assertClose(scores!, [left], TOLERANCE.sums);
  }));

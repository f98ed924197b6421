import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../lib/backend/backend.ts";
import { readAndDispose } from "../../../lib/backend/read.ts";
import { errorMaps, roughnessMaps } from "../../../lib/detector/calibration/errors.ts";
import { assertClose, assertNear } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useBackend();

const SIZE = 64;
const CENTRE = SIZE / 2;

/** An image of one point of a colour on zeros. */
function pointOf(colour: readonly [number, number, number]): tf.Tensor4D {
  const values = new Float32Array(SIZE * SIZE * 3);
  values.set(colour, (CENTRE * SIZE + CENTRE) * 3);
  return tf.tensor4d(values, [1, SIZE, SIZE, 3]);
}

/** A Gaussian of one pixel, which is 4 at 256, cut at four. */
function weight(distance: number): number {
  const at = (d: number) => Math.abs(d) > 4 ? 0 : Math.exp(-(d ** 2) / 2);
  return at(distance) / (at(0) + 2 * (at(1) + at(2) + at(3) + at(4)));
}

/** What Gaussians around points, `[y, x, height]` from the centre, add up to. */
function gaussians(...points: (readonly [number, number, number])[]): number[] {
  return Array.from({ length: SIZE * SIZE }, (_, k) => {
    const [y, x] = [Math.floor(k / SIZE) - CENTRE, k % SIZE - CENTRE];
    return points.reduce((sum, [v, u, height]) => sum + height * weight(y - v) * weight(x - u), 0);
  });
}

Deno.test("errorMaps: the error of a point is a Gaussian of 4 pixels at 256, of the mean over channels", () =>
  noLeak(async () => {
    const { map } = await readAndDispose(tf.tidy(() => {
      const images = pointOf([1, 0.5, -0.25]);
      return { map: errorMaps(images, { reconstructions: tf.zerosLike(images) }, "pixels") };
    }));
    assertClose(map, gaussians([0, 0, (1 + 0.25 + 0.0625) / 3]), TOLERANCE.sums);
    const at = (x: number) => map[CENTRE * SIZE + CENTRE + x]!;
    assertNear(at(0) / at(1), Math.exp(0.5), TOLERANCE.sums);
  }));

Deno.test("roughnessMaps: the squared steps around a point, smoothed as errors are, and their mean", () =>
  noLeak(async () => {
    const { map } = await readAndDispose(tf.tidy(() => ({
      map: roughnessMaps(pointOf([1, 1, 1])),
    })));
    // Steps of 1 start at the point to the right and down, and above and to its left.
    const steps = gaussians([0, 0, 2], [-1, 0, 1], [0, -1, 1]);
    const mean = 4 / SIZE ** 2;
    assertClose(map, steps.map((value) => value + mean), TOLERANCE.sums);
  }));

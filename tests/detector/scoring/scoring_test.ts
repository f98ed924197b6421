import { assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { Detector, ScoredBatch } from "../../../lib/detector/contract/detector.ts";
import { scoreImages } from "../../../lib/detector/scoring/scoring.ts";
import { InputError } from "../../../lib/errors.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { noLeak } from "../../no_leak.ts";
import { testImages } from "../../test_images.ts";

await useSynchronousBackend();

const set = testImages({ count: 10, size: 8, channels: 1 });

/** A detector whose result `name` contains `value` for the fourth image that it is given. */
function broken(name: keyof ScoredBatch, value: number): Detector {
  const ones = (shape: number[]) =>
    tf.buffer(shape, "float32", new Float32Array(tf.util.sizeFromShape(shape)).fill(1));
  let seen = 0;
  const score = (images: tf.Tensor4D): ScoredBatch => {
    const place = 3 - seen;
    seen += images.shape[0];
    const buffers = {
      scores: ones([images.shape[0]]),
      maps: ones(images.shape),
      reconstructions: ones(images.shape),
    };
    const at = place * (name === "scores" ? 1 : 8 * 8);
    if (at in buffers[name].values) buffers[name].values[at] = value;
    return {
      scores: buffers.scores.toTensor() as tf.Tensor1D,
      maps: buffers.maps.toTensor() as tf.Tensor4D,
      reconstructions: buffers.reconstructions.toTensor() as tf.Tensor4D,
    };
  };
  return { score } as unknown as Detector;
}

for (
  const [name, what] of [
    ["scores", "score is"],
    ["maps", "error map holds a value that is"],
    ["reconstructions", "reconstruction holds a value that is"],
  ] as const
) {
  Deno.test(`scoreImages: refuses ${name} that are not finite, naming the image`, () =>
    noLeak(async () => {
      for (const value of [NaN, Infinity]) {
        await assertRejects(
          () => scoreImages(broken(name, value), set),
          InputError,
          `${set.files[3]!.path}: the detector's ${what} ${value}`,
        );
      }
    }));
}

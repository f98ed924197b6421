import { assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { Detector, ScoredBatch } from "../../../lib/detector/contract/detector.ts";
import { scoreBatch } from "../../../lib/detector/contract/score_batch.ts";
import { scoreImages } from "../../../lib/detector/scoring/scoring.ts";
import { InputError } from "../../../lib/errors.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { noLeak } from "../../no_leak.ts";
import { testImages } from "../../test_images.ts";

await useSynchronousBackend();

/** What a method of the user's own may return by mistake, and what it is told. */
const MISTAKES: readonly [(images: tf.Tensor4D) => Record<string, tf.Tensor>, string][] = [
  [(images) => ({ scores: tf.mean(images) }), "mine: scores of shape [], expected [2]"],
  [(images) => ({ scores: tf.mean(images, [2, 3]) }), "mine: scores of shape [2, 8], expected [2]"],
  [
    (images) => ({ maps: tf.mean(images, 3, true) }),
    "mine: no scores, expected one for each image",
  ],
  [
    (images) => ({
      scores: tf.mean(images, [1, 2, 3]),
      maps: tf.mean(tf.avgPool(images, 2, 2, "same"), 3, true),
    }),
    "mine: maps of shape [2, 4, 4, 1], expected [2, 8, 8, 1] for images [2, 8, 8, 3]",
  ],
  [
    (images) => ({
      scores: tf.mean(images, [1, 2, 3]),
      reconstructions: tf.mean(images, 3, true),
    }),
    "mine: reconstructions of shape [2, 8, 8, 1], expected [2, 8, 8, 3]",
  ],
];

for (const [score, message] of MISTAKES) {
  for (const later of [false, true]) {
    Deno.test(`scoreBatch: ${message}, ${later ? "later" : "at once"}`, () =>
      noLeak(async () => {
        const wrong = {
          method: "mine",
          score: (images: tf.Tensor4D): ScoredBatch | Promise<ScoredBatch> => {
            if (!later) return score(images) as unknown as ScoredBatch;
            return Promise.resolve().then(() =>
              tf.tidy(() => score(images)) as unknown as ScoredBatch
            );
          },
        };
        const images = tf.zeros<tf.Rank.R4>([2, 8, 8, 3]);
        try {
          await assertRejects(() => scoreBatch(wrong, images), InputError, message);
        } finally {
          images.dispose();
        }
      }));
  }
}

Deno.test("scoreImages: results of a wrong shape are refused, not taken for those of other images", () =>
  noLeak(async () => {
    const set = testImages({ count: 5, size: 8, channels: 1 });
    const score = (images: tf.Tensor4D) => ({ scores: tf.mean(images) as unknown as tf.Tensor1D });
    const detector = { method: "mine", score } as unknown as Detector;
    await assertRejects(() => scoreImages(detector, set), InputError, "mine: scores of shape []");
  }));

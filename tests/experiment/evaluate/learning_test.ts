import { assertEquals, assertMatch } from "@std/assert";
import { useBackend } from "../../../lib/backend/backend.ts";
import { examineTraining, judgeLearning } from "../../../lib/experiment/evaluate/learning.ts";
import { findMethod } from "../../../lib/registry/registry.ts";
import { noLeak } from "../../no_leak.ts";
import { testImages } from "../../test_images.ts";

await useBackend();

const errors = { model: 0.1, meanImage: 0.2, constantImage: 0.3, ownMean: 0.25, variety: 0.5 };
const training = { scores: [1, 2, 3, 4], count: 4, errors };
const heldOut = [2, 3];

Deno.test("judgeLearning: a network better than the mean image is trained, and nothing is said", () => {
  const { learning, warnings } = judgeLearning(training, heldOut);
  assertEquals(learning, {
    trained: true,
    images: 4,
    errors,
    scores: { training: 2.5, heldOut: 2.5, heldOutAbove: 0.5 },
  });
  assertEquals(warnings, []);
});

Deno.test("judgeLearning: one that is no better has learnt nothing", () => {
  for (const model of [0.2, 0.21]) {
    const { learning, warnings } = judgeLearning(
      { ...training, errors: { ...errors, model } },
      heldOut,
    );
    assertEquals([learning.trained, learning.reason], [
      false,
      `the mean squared error of training images is ${model}, that of their mean image 0.2`,
    ]);
    assertEquals(warnings, [`not trained: ${learning.reason}; train longer`]);
  }
});

Deno.test("judgeLearning: one that paints each image in its mean colour has learnt nothing", () => {
  const { learning } = judgeLearning({ ...training, errors: { ...errors, ownMean: 0.1 } }, heldOut);
  assertEquals([learning.trained, learning.reason], [
    false,
    "the mean squared error of training images is 0.1, that of each one's own mean colour 0.1",
  ]);
  // Images of one colour each have no error there that could be reached.
  const plain = judgeLearning({ ...training, errors: { ...errors, ownMean: 0 } }, heldOut);
  assertEquals(plain.learning.trained, true);
});

Deno.test("judgeLearning: what the method says counts, with and without reconstructions", () => {
  for (const results of [training, { scores: [1, 2], count: 2 }]) {
    const { learning } = judgeLearning(results, heldOut, "guesses");
    assertEquals([learning.trained, learning.reason], [false, "guesses"]);
  }
  assertEquals(judgeLearning({ scores: [1, 2], count: 2 }, heldOut).learning.trained, true);
});

Deno.test("judgeLearning: reconstructions that are one image have collapsed", () => {
  const collapsed = { ...training, errors: { ...errors, variety: 1e-4 } };
  assertMatch(judgeLearning(collapsed, heldOut).warnings[0]!, /collapsed$/);
});

Deno.test("judgeLearning: held-out images above nearly all training images are said", () => {
  const { learning, warnings } = judgeLearning(training, [5, 6]);
  assertEquals(learning.scores.heldOutAbove, 1);
  assertMatch(warnings[0]!, /score above training images in 100 % of all pairs/);
  assertEquals(
    judgeLearning({ ...training, scores: [1, 1] }, [1]).learning.scores.heldOutAbove,
    0.5,
  );
});

Deno.test("examineTraining: an autoencoder beats the mean image once it is trained", () =>
  noLeak(async () => {
    const images = testImages({ count: 16, size: 16, channels: 1 });
    const method = findMethod("ae");
    const verdict = async (epochs: number) => {
      const config = method.resolve(
        { levels: 1, baseWidth: 8, batchSize: 4, learningRate: 0.01, epochs },
        { imageSize: 16, channels: 1, trainingImages: 16 },
        "test",
      );
      using detector = method.create(config, 0);
      if (epochs > 1) await detector.fit(images, { seed: 0 });
      const results = await examineTraining(detector, { train: images });
      return judgeLearning(results, results.scores).learning.trained;
    };
    assertEquals([await verdict(1), await verdict(60)], [false, true]);
  }));

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../lib/errors.ts";
import { skipGanomalyConfig } from "../../lib/methods/skip_ganomaly/config.ts";
import { SKIP_GANOMALY } from "../../lib/methods/skip_ganomaly/detector.ts";
import { skipGanomalyScore } from "../../lib/methods/skip_ganomaly/losses.ts";
import {
  skipGanomalyDiscriminator,
  skipGanomalyGenerator,
} from "../../lib/methods/skip_ganomaly/network.ts";
import { skipGanomalyStep } from "../../lib/methods/skip_ganomaly/step.ts";
import { meanSquaredError } from "../../lib/nn/losses/mean_square.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { testImages } from "../test_images.ts";
import { TOLERANCE } from "../tolerances.ts";
import { assertGradientsReach, buildNetworks } from "./gan_checks.ts";

await useSynchronousBackend();

const facts = { imageSize: 32, channels: 3, trainingImages: 1000 } as const;
const small = { imageSize: 16, features: 4, baseWidth: 4, batchSize: 4, epochs: 2 };

function networks(overrides: Record<string, unknown>) {
  const config = skipGanomalyConfig.resolve(overrides, facts, "test");
  return {
    config,
    ...buildNetworks({
      generator: (own) => skipGanomalyGenerator(own, config),
      discriminator: (own) => skipGanomalyDiscriminator(own, config),
    }),
  };
}

const images = (): tf.Tensor4D =>
  tf.randomUniform([4, 16, 16, 3], -1, 1, "float32", 1) as tf.Tensor4D;

Deno.test("skip_ganomaly: parameter counts are those of the official networks", () => {
  using built = networks({});
  assertEquals(built.parameters.generator.count(), 16_659_075);
  assertEquals(built.parameters.discriminator.count(), 1_069_700);
});

Deno.test("skip_ganomaly: halvings follow the size, and may be fewer", () => {
  const levels = (overrides: Record<string, unknown>) =>
    skipGanomalyConfig.resolve(overrides, facts, "test").levels;
  assertEquals([28, 32, 128, 256].map((imageSize) => levels({ imageSize })), [2, 5, 7, 8]);
  assertEquals(levels({ imageSize: 256, levels: 5 }), 5);
  assertThrows(() => levels({ imageSize: 28, levels: 3 }), InputError, "multiple of 8, found 28");
});

Deno.test("skip_ganomaly: losses and score have the values worked out by hand", () =>
  noLeak(() =>
    tf.tidy(() => {
      const [f, g] = [tf.tensor2d([[1, 2], [0, 0]]), tf.tensor2d([[0, 0], [0, 4]])];
      assertNear(meanSquaredError(f, g).dataSync()[0]!, (1 + 4 + 16) / 4, TOLERANCE.rounding);
      const x = tf.tensor4d([1, 0, 0.5, 0.5], [2, 1, 2, 1]);
      const pair = {
        images: x,
        reconstructions: tf.zerosLike(x),
        features: f,
        rebuiltFeatures: g,
      };
      const [first, second] = skipGanomalyScore(pair, 0.9).dataSync();
      assertNear(first!, 0.9 * 0.5 + 0.1 * 2.5, TOLERANCE.rounding);
      assertNear(second!, 0.9 * 0.25 + 0.1 * 8, TOLERANCE.rounding);
    })
  ));

Deno.test("skip_ganomaly: the generator sees the noise, the losses see the clean image", () =>
  tf.tidy(() => {
    using built = networks({ ...small, noise: 1 });
    const x = images();
    const terms = (noise?: tf.Tensor4D) =>
      skipGanomalyStep(built, { images: x, noise }, () => {}, built.config);
    const value = (term: tf.Scalar | undefined) => term!.dataSync()[0]!;
    const [clean, zero] = [terms(), terms(tf.zerosLike(x))];
    assertEquals(value(zero.reconstruction), value(clean.reconstruction));
    const noisy = terms(tf.neg(x)); // hides the image
    assert(value(noisy.reconstruction) !== value(clean.reconstruction));
    assert(value(noisy.reconstruction) > 0.3, "compared with the image, not with zeros");
  }));

Deno.test("skip_ganomaly: the latent term is in the discriminator's loss, with its λ, unless switched off", () =>
  tf.tidy(() => {
    using built = networks(small);
    const x = images();
    const lambda = { ...built.config.lambda, latent: 3 };
    const terms = (latentInDiscriminator: boolean) =>
      skipGanomalyStep(built, { images: x }, () => {}, { lambda, latentInDiscriminator });
    const [on, off] = [terms(true), terms(false)];
    const [withTerm, without, latent] = [on.discriminator!, off.discriminator!, on.latent!]
      .map((term) => term.dataSync()[0]!);
    assertNear(withTerm! - without!, 3 * latent!, TOLERANCE.meanLosses);
  }));

Deno.test("skip_ganomaly: gradients reach every weight of the network that is updated, and no other", async () => {
  using built = networks(small);
  tf.engine().startScope();
  await assertGradientsReach(
    built.parameters,
    (update) =>
      void skipGanomalyStep(
        built,
        { images: images() },
        (name, gradients) => update(name, gradients.map((gradient) => tf.keep(gradient))),
        built.config,
      ),
  );
  tf.engine().endScope();
});

Deno.test("skip_ganomaly: kernels start near 0, the last bias at 0", async () => {
  using detector = SKIP_GANOMALY.create(skipGanomalyConfig.resolve(small, facts, "test"), 0);
  const state = await detector.state.export();
  assertEquals([...state["generator/up.0.conv.bias"]!.values], [0, 0, 0]);
  const kernel = state["generator/up.0.conv.kernel"]!.values;
  assert(kernel.every((value) => value !== 0 && Math.abs(value) < 0.12)); // six deviations
});

Deno.test("skip_ganomaly: with batch statistics the report warns", async () => {
  using detector = SKIP_GANOMALY.create(
    skipGanomalyConfig.resolve({ ...small, testStatistics: "batch" }, facts, "test"),
    0,
  );
  const training = testImages({ count: 8, size: 16, channels: 3 });
  const { warnings } = await detector.fit(training, { seed: 0 });
  assert(warnings.some((warning) => warning.includes("testStatistics is batch")));
});

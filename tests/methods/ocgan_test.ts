import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { InputError } from "../../lib/errors.ts";
import { ocganConfig, ocganSizes } from "../../lib/methods/ocgan/config.ts";
import { halfSquaredError, judgeLoss, mineNegatives } from "../../lib/methods/ocgan/losses.ts";
import {
  codeShape,
  imageJudge,
  latentDiscriminator,
  ocganDecoder,
  ocganEncoder,
} from "../../lib/methods/ocgan/network.ts";
import { ocganStep } from "../../lib/methods/ocgan/step.ts";
import { Parameters } from "../../lib/nn/variables/parameters.ts";
import { Random } from "../../lib/random.ts";
import { findMethod } from "../../lib/registry/registry.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { testImages } from "../test_images.ts";
import { TOLERANCE } from "../tolerances.ts";
import { assertGradientsReach } from "./gan_checks.ts";

await useSynchronousBackend();

const facts = { imageSize: 28, channels: 1, trainingImages: 1000 } as const;

Deno.test("ocgan: 28 pixels have codes of 3×3×32 in (−1, 1) and come back at their size", () =>
  tf.tidy(() => {
    for (const [imageSize, size] of [[28, 3], [32, 4], [128, 4]] as const) {
      const config = ocganConfig.resolve({ imageSize, baseWidth: 2 }, facts, "test");
      assertEquals(codeShape(config), [size, size, 2]);
      using parameters = new Parameters();
      const scope = (name: string) => ({
        parameters: parameters.child(name),
        random: new Random(0),
      });
      const code = ocganEncoder(scope("e"), config)(tf.ones([1, imageSize, imageSize, 1]), "score");
      assertEquals(code.shape, [1, size, size, 2]);
      assert(code.dataSync().every((value) => Math.abs(value) < 1));
      const image = ocganDecoder(scope("d"), config)(code, "score");
      assertEquals(image.shape, [1, imageSize, imageSize, 1]);
    }
  }));

Deno.test("ocgan: sizes that do not come back are refused", () => {
  assertEquals([8, 30, 36, 100].map(ocganSizes), [undefined, undefined, undefined, undefined]);
  const resolve = () => ocganConfig.resolve({ imageSize: 100 }, facts, "test");
  assertThrows(resolve, InputError, "found 100; expected 28 or a power of two");
});

Deno.test("ocgan: noise and the weight of the reconstruction come in the official code's pairs", () => {
  const pair = (overrides: Record<string, unknown>) => {
    const { noise, lambda } = ocganConfig.resolve(overrides, facts, "test");
    return [noise, lambda.reconstruction];
  };
  const lambda = (reconstruction: number) => ({
    lambda: { latent: 10, visual: 1, reconstruction },
  });
  assertEquals(pair({}), [0.02, 500]);
  assertEquals(pair({ noise: 0.2 }), [0.2, 10]);
  assertEquals(pair(lambda(10)), [0.2, 10]);
  assertEquals(pair(lambda(500)), [0.02, 500]);
  assertEquals(pair({ noise: 0, ...lambda(7) }), [0, 7]);
});

Deno.test("ocgan: losses have the values worked out by hand", () =>
  noLeak(() =>
    tf.tidy(() => {
      const [real, fake] = [tf.tensor1d([Math.log(3)]), tf.tensor1d([0])];
      const expected = (Math.log(4 / 3) + Math.log(2)) / 2;
      assertNear(judgeLoss(real, fake).dataSync()[0]!, expected, TOLERANCE.rounding);
      const x = tf.tensor4d([1, 3], [1, 1, 2, 1]);
      assertNear(halfSquaredError(x, tf.zerosLike(x)).dataSync()[0]!, 2.5, TOLERANCE.rounding);
    })
  ));

Deno.test("ocgan: mining moves codes to what the classifier takes for fake", () =>
  noLeak(() =>
    tf.tidy(() => {
      const codes = tf.tensor4d([0.5, -0.5], [2, 1, 1, 1]);
      const judge = (code: tf.Tensor4D) => tf.mul(code.reshape([-1, 1]), 2) as tf.Tensor2D;
      const mined = (rate: number) => mineNegatives(codes, judge, tf.scalar(rate)).dataSync();
      mined(0).forEach((value, i) =>
        assertNear(value, Math.tanh([0.5, -0.5][i]!), TOLERANCE.rounding)
      );
      // d/du softplus(2 tanh u) = sigmoid(2 tanh u) · 2 · (1 − tanh² u)
      const expected = (u: number) => {
        const t = Math.tanh(u);
        return Math.tanh(u - 2 * (2 * (1 - t * t)) / (1 + Math.exp(-2 * t)));
      };
      mined(2).forEach((value, i) => assertNear(value, expected([0.5, -0.5][i]!), TOLERANCE.sums));
    })
  ));

Deno.test("ocgan: gradients reach every weight of the part that is updated, and no other", async () => {
  const config = ocganConfig.resolve({ imageSize: 16, baseWidth: 2 }, facts, "test");
  const parts = {
    autoencoder: new Parameters(),
    latentDiscriminator: new Parameters(),
    visualDiscriminator: new Parameters(),
    classifier: new Parameters(),
  };
  const random = new Random(0);
  const scope = (part: keyof typeof parts, name = "n") => ({
    parameters: parts[part].child(name),
    random,
  });
  const widths = [2, 2, 2];
  const networks = {
    autoencoder: {
      encode: ocganEncoder(scope("autoencoder", "encoder"), config),
      decode: ocganDecoder(scope("autoencoder", "decoder"), config),
    },
    latentDiscriminator: latentDiscriminator(scope("latentDiscriminator"), config),
    visualDiscriminator: imageJudge(scope("visualDiscriminator"), { channels: 1, widths }),
    classifier: imageJudge(scope("classifier"), { channels: 1, widths }),
    variables: {
      autoencoder: parts.autoencoder.trainables(),
      latentDiscriminator: parts.latentDiscriminator.trainables(),
      visualDiscriminator: parts.visualDiscriminator.trainables(),
      classifier: parts.classifier.trainables(),
    },
  };
  tf.engine().startScope();
  const draw = (shape: [number, number, number, number], seed: number) =>
    tf.randomUniform(shape, -1, 1, "float32", seed) as tf.Tensor4D;
  const inputs = {
    images: draw([4, 16, 16, 1], 1),
    noise: tf.zeros([4, 16, 16, 1]) as tf.Tensor4D,
    realCodes: draw([4, ...codeShape(config)], 2),
    codes: draw([4, ...codeShape(config)], 3),
    start: draw([4, ...codeShape(config)], 4),
    miningRate: tf.scalar(2),
  };
  await assertGradientsReach(parts, (update) =>
    void ocganStep(
      networks,
      inputs,
      (part, gradients) => update(part, gradients.map((gradient) => tf.keep(gradient))),
      config,
    ));
  tf.engine().endScope();
  for (const part of Object.values(parts)) part[Symbol.dispose]();
});

Deno.test("ocgan: the decoder that scores rebuilds as the one that was trained", async () => {
  const method = findMethod("ocgan");
  const images = testImages({ count: 16, size: 16, channels: 1, seed: 1 });
  const overrides = { baseWidth: 8, discriminatorWidth: 4, batchSize: 8, epochs: 100, noise: 0 };
  const facts = { imageSize: 16, channels: 1, trainingImages: 16 } as const;
  using detector = method.create(method.resolve(overrides, facts, "test"), 0);
  const { history } = await detector.fit(images, { seed: 0 });
  const { scores } = await scoreImages(detector, images);
  const trained = 2 * history.losses.at(-1)!.reconstruction!; // the loss has half the error
  const scored = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  assert(scored < 2 * trained, `error ${scored} when scoring, ${trained} in training`);
});

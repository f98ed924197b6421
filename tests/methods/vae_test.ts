import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { subset } from "../../lib/data/images/image_set.ts";
import { scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { InputError } from "../../lib/errors.ts";
import { vaeConfig, type VaeScore } from "../../lib/methods/vae/config.ts";
import { VAE } from "../../lib/methods/vae/detector.ts";
import { type VaeNetwork, vaeNetwork } from "../../lib/methods/vae/network.ts";
import { scoreVae } from "../../lib/methods/vae/score.ts";
import { drawCode, klDivergence, negativeLogLikelihood } from "../../lib/nn/layers/variational.ts";
import { Parameters } from "../../lib/nn/variables/parameters.ts";
import { Random } from "../../lib/random.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { testImages } from "../test_images.ts";
import { TOLERANCE } from "../tolerances.ts";
import { assertGradientsReach } from "./gradient_checks.ts";

await useSynchronousBackend();

const facts = { imageSize: 16, channels: 3, trainingImages: 8 } as const;
const small = { baseWidth: 4, hidden: 8, codeSize: 4, batchSize: 4, epochs: 2 };

Deno.test("vae: parameters of the published network for 28 pixels", () => {
  const config = vaeConfig.resolve({}, { ...facts, imageSize: 28, channels: 1 }, "t");
  using detector = VAE.create(config, 0);
  const conv = (from: number, to: number, kernel = 3) => kernel ** 2 * from * to + to;
  const dense = (from: number, to: number) => from * to + to;
  const encoder = conv(1, 16) + conv(16, 16) + conv(16, 32) + conv(32, 32) + conv(32, 64) +
    conv(64, 64);
  const code = dense(3136, 512) + dense(512, 256) + dense(128, 512) + dense(512, 3136);
  const decoder = 2 * conv(64, 64) + conv(64, 32, 4) + conv(32, 32) + conv(32, 16, 4) +
    conv(16, 16) + conv(16, 1);
  assertEquals(detector.parameterCount, encoder + code + decoder);
  assertEquals(detector.parameterCount, 3_610_657);
});

Deno.test("vae: defaults by image size", () => {
  const of = (imageSize: number) => vaeConfig.resolve({}, { ...facts, imageSize }, "t");
  assertEquals(
    [28, 32, 128, 256].map((size) => {
      const { network, levels, score, map } = of(size);
      return [network, levels, score, map.statistic];
    }),
    [
      ["conv", 2, "mse", "mean"],
      ["conv", 2, "mse", "mean"],
      ["pyramid", 4, "map", "max"],
      ["pyramid", 5, "map", "max"],
    ],
  );
});

Deno.test("vae: the KL divergence is the mean of log q(z) − log p(z) over draws", () =>
  noLeak(() => {
    const [mean, deviation] = [[0.7, -1.2], [0.4, 1.5]];
    const draws = 100_000;
    const random = new Random(5);
    let [sum, squares] = [0, 0];
    for (let i = 0; i < draws; i++) {
      let ratio = 0;
      for (const unit of [0, 1]) {
        const epsilon = random.normal();
        const z = mean[unit]! + deviation[unit]! * epsilon;
        ratio += (z * z - epsilon * epsilon) / 2 - Math.log(deviation[unit]!);
      }
      sum += ratio;
      squares += ratio * ratio;
    }
    const estimate = sum / draws;
    const standardError = Math.sqrt((squares / draws - estimate ** 2) / draws);
    tf.tidy(() => {
      const code = {
        mean: tf.tensor2d([mean]),
        logVariance: tf.tensor2d([deviation.map((sigma) => 2 * Math.log(sigma))]),
      };
      assertNear(klDivergence(code).dataSync()[0]!, estimate, 4 * standardError);
      // The draws of training have the same mean and deviation.
      const z = drawCode(code, tf.tensor2d([[2, -1]])).dataSync();
      assertNear(z[0]!, mean[0]! + 2 * deviation[0]!, TOLERANCE.rounding);
      assertNear(z[1]!, mean[1]! - deviation[1]!, TOLERANCE.rounding);
    });
  }));

Deno.test("vae: the KL divergence is 0 for the prior alone, with the gradient μ and ½(σ² − 1)", () =>
  noLeak(() =>
    tf.tidy(() => {
      const zero = tf.zeros([1, 3]) as tf.Tensor2D;
      assertEquals(klDivergence({ mean: zero, logVariance: zero }).dataSync()[0], 0);
      const [byMean, byVariance] = tf.grads((mean, logVariance) =>
        tf.sum(klDivergence({
          mean: mean as tf.Tensor2D,
          logVariance: logVariance as tf.Tensor2D,
        }))
      )([tf.tensor2d([[0.5, -2]]), tf.tensor2d([[Math.log(4), 0]])]);
      assertEquals([...byMean!.dataSync()], [0.5, -2]);
      assertNear(byVariance!.dataSync()[0]!, 1.5, TOLERANCE.rounding);
      assertNear(byVariance!.dataSync()[1]!, 0, TOLERANCE.rounding);
    })
  ));

Deno.test("vae: the cross-entropy is −Σ x log x̂ + (1 − x) log(1 − x̂), finite at any logit", () =>
  noLeak(() =>
    tf.tidy(() => {
      const [targets, logits] = [[0, 0.3, 1, 0.8], [-2, 0.5, 3, -1]];
      const expected = targets.reduce((sum, x, i) => {
        const p = 1 / (1 + Math.exp(-logits[i]!));
        return sum - x * Math.log(p) - (1 - x) * Math.log(1 - p);
      }, 0);
      const image = (values: number[]) => tf.tensor4d(values, [1, 2, 2, 1]);
      const value = negativeLogLikelihood(image(targets), image(logits), "bernoulli");
      assertNear(value.dataSync()[0]!, expected, TOLERANCE.sums);
      const far = negativeLogLikelihood(
        image([0, 1, 0, 1]),
        image([-1e3, 1e3, 1e3, -1e3]),
        "bernoulli",
      );
      assertNear(far.dataSync()[0]! / 2000, 1, TOLERANCE.rounding);
    })
  ));

Deno.test("vae: each score is its formula", () =>
  noLeak(() =>
    tf.tidy(() => {
      // μ = (1, 0), σ = (2, 1); the logit of every pixel is the code's first unit.
      const network: VaeNetwork = {
        encode: () => ({
          mean: tf.tensor2d([[1, 0]]),
          logVariance: tf.tensor2d([[Math.log(4), 0]]),
        }),
        decode: (codes) =>
          tf.mul(tf.ones([1, 2, 2, 1]), codes.slice([0, 0], [1, 1]).reshape([1, 1, 1, 1])),
      };
      const images = tf.tensor4d([1, 1, -1, -1], [1, 2, 2, 1]);
      const noise = tf.tensor2d([[0.5, 0], [-1, 3]]);
      const score = (score: VaeScore, likelihood: "bernoulli" | "gaussian" = "bernoulli") => {
        const map = { statistic: "max", topFraction: 1, sigmaAt256: 0 };
        const config = vaeConfig.resolve(
          { score, likelihood, map },
          { ...facts, channels: 1 },
          "t",
        );
        return scoreVae(network, config, images, noise).scores.dataSync()[0]!;
      };
      const p = (logit: number) => 1 / (1 + Math.exp(-logit));
      const entropy = (logit: number) => -2 * Math.log(p(logit)) - 2 * Math.log(1 - p(logit));
      const square = (logit: number) => 2 * (1 - p(logit)) ** 2 + 2 * p(logit) ** 2;
      const kl = (1 + 4 - Math.log(4) - 1) / 2;
      assertNear(score("mse"), square(1), TOLERANCE.sums);
      assertNear(score("bce"), entropy(1), TOLERANCE.sums);
      assertNear(score("map"), p(1) ** 2, TOLERANCE.sums);
      assertNear(score("prob"), (entropy(2) + entropy(-1)) / 2, TOLERANCE.sums); // z = 1 + 2·ε
      assertNear(score("elbo"), (entropy(2) + entropy(-1)) / 2 + kl, TOLERANCE.sums);
      assertNear(score("prob", "gaussian"), (square(2) + square(-1)) / 4, TOLERANCE.sums);
    })
  ));

for (const score of ["elbo", "prob"]) {
  Deno.test(`vae: the sampled score ${score} depends neither on the order nor on the other images`, () =>
    noLeak(async () => {
      const config = vaeConfig.resolve({ ...small, score, samples: 3 }, facts, "t");
      using detector = VAE.create(config, 0);
      const images = testImages({ count: 8, size: 16, channels: 3 });
      await detector.fit(images, { seed: 0 });
      const { scores } = await scoreImages(detector, images);
      const order = [5, 2, 7, 0, 1, 6, 4, 3];
      const reordered = await scoreImages(detector, subset(images, order));
      assertEquals([...reordered.scores], order.map((i) => scores[i]));
      assertEquals((await scoreImages(detector, subset(images, [4]))).scores[0], scores[4]);
    }));
}

for (const network of ["conv", "pyramid"] as const) {
  Deno.test(`vae: the loss of the network ${network} reaches every variable`, () =>
    noLeak(async () => {
      using parameters = new Parameters();
      const config = vaeConfig.resolve({ ...small, network, levels: 2 }, facts, "t");
      const built = vaeNetwork({ parameters, random: new Random(1) }, config);
      const images = tf.randomUniform([3, 16, 16, 3], 0, 1, "float32", 1) as tf.Tensor4D;
      const noise = tf.randomNormal([3, 4], 0, 1, "float32", 2) as tf.Tensor2D;
      await assertGradientsReach(parameters, () => {
        const code = built.encode(images, "train");
        const logits = built.decode(drawCode(code, noise), "train");
        const rec = negativeLogLikelihood(images, logits, "bernoulli");
        return tf.mean(tf.add(rec, klDivergence(code))) as tf.Scalar;
      });
      tf.dispose([images, noise]);
    }));
}

Deno.test("vae: a code that carries nothing is reported", () =>
  noLeak(async () => {
    const overrides = { ...small, beta: 1e4, learningRate: 0.01, epochs: 40 };
    using detector = VAE.create(vaeConfig.resolve(overrides, facts, "t"), 0);
    const images = testImages({ count: 8, size: 16, channels: 3 });
    const { diagnostics, warnings } = await detector.fit(images, { seed: 0 });
    assertEquals(diagnostics.activeUnits, 0);
    assert(warnings[0]!.startsWith("the code carries nothing"));
    using healthy = VAE.create(vaeConfig.resolve({ ...overrides, beta: 1e-3 }, facts, "t"), 0);
    const report = await healthy.fit(images, { seed: 0 });
    assert(Number(report.diagnostics.activeUnits) > 0);
    assertEquals(report.warnings, []);
  }));

Deno.test("vae: mistakes in the configuration are named", () => {
  const cases: [unknown, string][] = [
    [{ score: "mean" }, "vae.json: score"],
    [{ levels: 4 }, "vae.json: levels: 4 levels leave one pixel of 16"],
    [{ beta: 0 }, "vae.json: beta"],
    [{ latent: 3 }, "vae.json: unknown field latent"],
  ];
  for (const [overrides, message] of cases) {
    const error = assertThrows(() => vaeConfig.resolve(overrides, facts, "vae.json"), InputError);
    assert(error.message.includes(message), error.message);
  }
});

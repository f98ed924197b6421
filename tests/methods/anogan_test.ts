import { assert, assertEquals, assertMatch } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { drawLatents } from "../../lib/detector/define/latent.ts";
import { anoganConfig } from "../../lib/methods/anogan/config.ts";
import { ANOGAN } from "../../lib/methods/anogan/detector.ts";
import { matchLoss } from "../../lib/methods/anogan/losses.ts";
import { anoganDiscriminator, anoganGenerator } from "../../lib/methods/anogan/network.ts";
import { LatentSearch } from "../../lib/methods/anogan/search.ts";
import { anoganStep } from "../../lib/methods/anogan/step.ts";
import { Random } from "../../lib/random.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { testImages } from "../test_images.ts";
import { TOLERANCE } from "../tolerances.ts";
import { assertGradientsReach, buildNetworks } from "./gan_checks.ts";

await useSynchronousBackend();

const facts = { imageSize: 32, channels: 3, trainingImages: 1000 } as const;
const small = { imageSize: 16, latent: 4, baseWidth: 4, batchSize: 4, epochs: 2 };

function networks(overrides: Record<string, unknown>) {
  const config = anoganConfig.resolve(overrides, facts, "test");
  return {
    config,
    ...buildNetworks({
      generator: (own) => anoganGenerator(own, config),
      discriminator: (own) => anoganDiscriminator(own, config),
    }),
  };
}

Deno.test("anogan: the networks are 128–256–512 at 32 pixels", () => {
  using built = networks({});
  const conv = (from: number, to: number) => 25 * from * to + to;
  const norm = (channels: number) => 2 * channels;
  assertEquals(
    built.parameters.generator.count(),
    101 * 8192 + norm(512) + conv(512, 256) + norm(256) + conv(256, 128) + norm(128) + conv(128, 3),
  );
  assertEquals(
    built.parameters.discriminator.count(),
    conv(3, 128) + conv(128, 256) + norm(256) + conv(256, 512) + norm(512) + 8193,
  );
});

Deno.test("anogan: the loss has the values worked out by hand, as sums and as means", () =>
  noLeak(() =>
    tf.tidy(() => {
      const map = (...values: number[]) => tf.tensor4d(values, [2, 1, 2, 1]);
      const match = {
        images: map(1, 0, 0, 0),
        generated: map(0, -1, 0, 0.5),
        features: map(3, 0, 0, 0),
        generatedFeatures: map(0, 0, 0, 4),
      };
      const [a, b] = matchLoss(match, { featureWeight: 0.1, reduction: "sum" }).dataSync();
      assertNear(a!, 0.9 * 2 + 0.1 * 3, TOLERANCE.rounding);
      assertNear(b!, 0.9 * 0.5 + 0.1 * 4, TOLERANCE.rounding);
      const [mean] = matchLoss(match, { featureWeight: 0.1, reduction: "mean" }).dataSync();
      assertNear(mean!, (0.9 * 2 + 0.1 * 3) / 2, TOLERANCE.rounding);
    })
  ));

Deno.test("anogan: gradients reach every weight of the network that is updated, and no other", async () => {
  using built = networks(small);
  tf.engine().startScope();
  const images = tf.randomUniform([4, 16, 16, 3], -1, 1, "float32", 1) as tf.Tensor4D;
  const latents = drawLatents("uniform", [4, 4], new Random(1));
  await assertGradientsReach(built.parameters, (update) =>
    void anoganStep(
      built,
      { images, latents },
      (name, gradients) => update(name, gradients.map((gradient) => tf.keep(gradient))),
      1,
    ));
  tf.engine().endScope();
});

Deno.test("anogan: the generator is updated as often as configured, the discriminator once", () =>
  tf.tidy(() => {
    using built = networks(small);
    const images = tf.zeros([4, 16, 16, 3]) as tf.Tensor4D;
    const latents = drawLatents("normal", [4, 4], new Random(1));
    const order: string[] = [];
    anoganStep(built, { images, latents }, (name) => order.push(name), 2);
    assertEquals(order, ["discriminator", "generator", "generator"]);
  }));

Deno.test("anogan: the search comes closer, for each image as if it stood alone", () =>
  noLeak(() =>
    tf.tidy(() => {
      using built = networks({ ...small, search: { steps: 30 } });
      using search = new LatentSearch(built, built.config);
      const images = tf.randomUniform([3, 16, 16, 3], -0.1, 0.1, "float32", 1) as tf.Tensor4D;
      const start = search.score(images, 0).scores.dataSync();
      const together = search.score(images).scores.dataSync();
      together.forEach((score, i) => assert(score < start[i]!, `image ${i}`));
      const alone = search.score(images.slice([1], [1])).scores.dataSync()[0]!;
      assertNear(alone, together[1]!, TOLERANCE.search * together[1]!);
    })
  ));

Deno.test("anogan: the report says what the search costs and brings, and warns if it brings nothing", async () => {
  // The second rate is too small to move any value.
  for (const [learningRate, warned] of [[0.05, false], [1e-30, true]] as const) {
    using detector = ANOGAN.create(
      anoganConfig.resolve({ ...small, search: { steps: 30, learningRate } }, facts, "test"),
      0,
    );
    const images = testImages({ count: 8, size: 16, channels: 3 });
    const { diagnostics, warnings } = await detector.fit(images, { seed: 0 });
    const search = diagnostics.search as Record<string, number>;
    assertEquals(search.images, 4);
    assert(search.secondsPerImage! > 0);
    assertEquals(search.lossAfter! < search.lossBefore!, !warned);
    assertEquals(warnings.length, warned ? 1 : 0);
    if (warned) assertMatch(warnings[0]!, /^the search does not come closer to training images/);
  }
});

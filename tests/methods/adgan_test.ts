import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { adganConfig } from "../../lib/methods/adgan/config.ts";
import { generationError, gradientPenalty } from "../../lib/methods/adgan/losses.ts";
import { adganCritic, adganGenerator } from "../../lib/methods/adgan/network.ts";
import { AdganSearch } from "../../lib/methods/adgan/search.ts";
import { adganStep, drawAdgan } from "../../lib/methods/adgan/step.ts";
import { Random } from "../../lib/random.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { assertGradientsReach, buildNetworks } from "./gan_checks.ts";
import { TOLERANCE } from "../tolerances.ts";

await useSynchronousBackend();

const facts = { imageSize: 32, channels: 3, trainingImages: 1000 } as const;
const small = { imageSize: 16, latent: 4, baseWidth: 4, batchSize: 4, epochs: 2 };

function networks(overrides: Record<string, unknown>) {
  const config = adganConfig.resolve(overrides, facts, "test");
  return {
    config,
    ...buildNetworks({
      generator: (own) => adganGenerator(own, config),
      critic: (own) => adganCritic(own, config),
    }),
  };
}

const images = (count = 4): tf.Tensor4D =>
  tf.randomUniform([count, 16, 16, 3], -1, 1, "float32", 1) as tf.Tensor4D;

Deno.test("adgan: parameter counts are those of the re-implementation but for what is left out", () => {
  const norms = 2 * (64 + 128 + 256);
  for (const [channels, g, c] of [[3, 1_431_811, 375_809], [1, 1_430_657, 374_657]]) {
    using built = networks({ channels });
    assertEquals(built.parameters.generator.count(), g);
    assertEquals(built.parameters.critic.count(), c! - norms - 1); // 1: the last bias
  }
});

Deno.test("adgan: default epochs make 10,000 updates of the generator", () => {
  for (const [trainingImages, epochs] of [[5000, 527], [100, 10_000]] as const) {
    const config = adganConfig.resolve({}, { ...facts, trainingImages }, "test");
    assertEquals(config.epochs, epochs);
  }
});

Deno.test("adgan: the error of a generated image is the mean of squares", () =>
  tf.tidy(() => {
    const x = tf.tensor4d([1, 0, 0, -1], [2, 1, 2, 1]);
    const generated = tf.tensor4d([0, 0, 0, 1], [2, 1, 2, 1]);
    assertEquals([...generationError(x, generated).dataSync()], [0.5, 2]);
  }));

/** The slope along the gradient, by the gradient and by finite differences. */
function slopes(variable: tf.Variable, loss: () => tf.Scalar): [stated: number, found: number] {
  const { grads } = tf.variableGrads(loss, [variable]);
  const gradient = grads[variable.name]!;
  const direction = tf.div(gradient, tf.norm(gradient));
  const stated = tf.sum(tf.mul(gradient, direction)).dataSync()[0]!;
  const start = variable.clone();
  const h = 1e-3;
  const [above, below] = [h, -h].map((step) => {
    variable.assign(tf.add(start, tf.mul(direction, step)));
    return loss().dataSync()[0]!;
  });
  variable.assign(start);
  return [stated, (above! - below!) / (2 * h)];
}

Deno.test("adgan: the penalty's gradient agrees with finite differences", () =>
  tf.tidy(() => {
    using built = networks(small);
    const [real, fake] = tf.split(images(), 2) as [tf.Tensor4D, tf.Tensor4D];
    const t = tf.tensor4d([0.3, 0.8], [2, 1, 1, 1]);
    // With ReLU the penalty jumps when a convolution's kernel moves, so kernels need a smooth critic.
    const kernel = built.variables.critic[0] as tf.Variable<tf.Rank.R4>;
    const smooth = (x: tf.Tensor4D) =>
      tf.sum(tf.square(tf.conv2d(x, kernel, 2, "same")), [1, 2]) as tf.Tensor2D;
    const last = built.variables.critic.at(-1)!;
    for (const [variable, critic] of [[kernel, smooth], [last, built.critic]] as const) {
      const [stated, found] = slopes(
        variable,
        () => gradientPenalty(critic, real, fake, t),
      );
      assert(stated > 1e-3);
      assertNear(found, stated, 0.01 * stated);
    }
  }));

Deno.test("adgan: gradients reach every weight of the network that is updated, and no other", async () => {
  using built = networks(small);
  tf.engine().startScope();
  const draws = drawAdgan(new Random(1), 4, built.config);
  await assertGradientsReach(built.parameters, (update) =>
    void adganStep(
      built,
      { images: images(), ...draws },
      (name, gradients) => update(name, gradients.map((gradient) => tf.keep(gradient))),
      built.config,
    ));
  tf.engine().endScope();
});

Deno.test("adgan: the critic is updated as often as configured, before the generator", () =>
  tf.tidy(() => {
    using built = networks({ ...small, criticSteps: 3 });
    for (const count of [6, 2]) { // also with fewer images than updates
      const order: string[] = [];
      const draws = drawAdgan(new Random(1), count, built.config);
      const step = { images: images(count), ...draws };
      adganStep(built, step, (name) => order.push(name), built.config);
      assertEquals(order, ["critic", "critic", "critic", "generator"]);
    }
  }));

for (const weights of [true, false]) {
  Deno.test(`adgan: the search comes closer ${weights ? "with" : "without"} moving weights, and puts them back`, () =>
    noLeak(() =>
      tf.tidy(() => {
        using built = networks({ ...small, search: { seeds: 2, rounds: 4, weights } });
        using search = new AdganSearch(built.generator, built.variables.generator, built.config);
        const before = built.variables.generator.map((variable) => [...variable.dataSync()]);
        const x = tf.mul(images(3), 0.1) as tf.Tensor4D;
        const start = search.scoreStart(x).scores.dataSync();
        const scores = search.score(x).scores.dataSync();
        scores.forEach((score, i) => assert(score < start[i]!, `image ${i}`));
        const after = built.variables.generator.map((variable) => [...variable.dataSync()]);
        assertEquals(after, before);
        const alone = search.score(x.slice([1], [1])).scores.dataSync()[0]!;
        assertNear(alone, scores[1]!, TOLERANCE.search * scores[1]!);
      })
    ));
}

Deno.test("adgan: moving the weights comes closer than moving the latent vector alone", () =>
  tf.tidy(() => {
    const score = (weights: boolean) => {
      // A rate high enough to show it in a few rounds.
      const options = { seeds: 1, rounds: 4, weights, weightRate: 1e-2 };
      using built = networks({ ...small, search: options });
      using search = new AdganSearch(built.generator, built.variables.generator, built.config);
      return search.score(tf.mul(images(1), 0.1) as tf.Tensor4D).scores.dataSync()[0]!;
    };
    assert(score(true) < score(false));
  }));

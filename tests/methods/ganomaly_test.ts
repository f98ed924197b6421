import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { InputError, StoppedError } from "../../lib/errors.ts";
import { ganomalyConfig } from "../../lib/methods/ganomaly/config.ts";
import { GANOMALY } from "../../lib/methods/ganomaly/detector.ts";
import { absoluteLoss } from "../../lib/methods/ganomaly/losses.ts";
import { ganomalyDiscriminator, ganomalyGenerator } from "../../lib/methods/ganomaly/network.ts";
import { ganomalyStep } from "../../lib/methods/ganomaly/step.ts";
import { crossEntropy } from "../../lib/nn/losses/cross_entropy.ts";
import { meanSquaredError } from "../../lib/nn/losses/mean_square.ts";
import { CheckpointFile } from "../../lib/train/checkpoint.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { scoredValues } from "../scored_values.ts";
import { testImages } from "../test_images.ts";
import { TOLERANCE } from "../tolerances.ts";
import { assertGradientsReach, buildNetworks } from "./gan_checks.ts";

await useSynchronousBackend();

const facts = { imageSize: 32, channels: 3, trainingImages: 1000 } as const;
const small = { imageSize: 16, latent: 4, baseWidth: 4, batchSize: 4, epochs: 2 };

function networks(overrides: Record<string, unknown>) {
  const config = ganomalyConfig.resolve(overrides, facts, "test");
  return {
    config,
    ...buildNetworks({
      generator: (own) => ganomalyGenerator(own, config),
      discriminator: (own) => ganomalyDiscriminator(own, config),
    }),
  };
}

Deno.test("ganomaly: parameter counts are those of the official networks", () => {
  for (const [channels, g, d] of [[3, 3_206_528, 663_296], [1, 3_200_384, 661_248]]) {
    using built = networks({ channels });
    assertEquals(built.parameters.generator.count(), g);
    assertEquals(built.parameters.discriminator.count(), d);
  }
});

Deno.test("ganomaly: 28, 128 and 256 pixels fit, 100 do not", () => {
  for (const imageSize of [28, 128, 256]) ganomalyConfig.resolve({ imageSize }, facts, "test");
  assertThrows(() => ganomalyConfig.resolve({ imageSize: 100 }, facts, "test"), InputError, "ends");
});

Deno.test("ganomaly: losses have the values worked out by hand", () =>
  noLeak(() =>
    tf.tidy(() => {
      const [a, b] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([1, 0, -1])];
      assertNear(meanSquaredError(a, b).dataSync()[0]!, 20 / 3, TOLERANCE.rounding);
      assertNear(absoluteLoss(a, b).dataSync()[0]!, 2, TOLERANCE.rounding);
      const logits = tf.tensor1d([0, Math.log(3)]); // p = 1/2, 3/4
      const real = (Math.log(2) + Math.log(4 / 3)) / 2;
      const fake = (Math.log(2) + Math.log(4)) / 2;
      assertNear(crossEntropy(logits, true).dataSync()[0]!, real, TOLERANCE.rounding);
      assertNear(crossEntropy(logits, false).dataSync()[0]!, fake, TOLERANCE.rounding);
    })
  ));

Deno.test("ganomaly: gradients reach every weight of the network that is updated, and no other", async () => {
  using built = networks(small);
  const images = tf.randomUniform([4, 16, 16, 3], -1, 1, "float32", 1) as tf.Tensor4D;
  tf.engine().startScope();
  await assertGradientsReach(
    built.parameters,
    (update) =>
      void ganomalyStep(
        built,
        images,
        (name, gradients) => update(name, gradients.map((gradient) => tf.keep(gradient))),
        built.config,
      ),
  );
  tf.engine().endScope();
  images.dispose();
});

Deno.test("ganomaly: a discriminator that wins starts anew, also in a resumed training", async () => {
  const images = testImages({ count: 12, size: 16, channels: 3 });
  const create = () =>
    GANOMALY.create(
      ganomalyConfig.resolve({ ...small, resetBelow: 100, learningRate: 1e-9 }, facts, "test"),
      0,
    );
  using whole = create();
  const { diagnostics, warnings, history } = await whole.fit(images, { seed: 1 });
  assertEquals(diagnostics, { discriminatorResets: history.steps });
  assert(warnings[0]!.includes("won 6 times"));

  const checkpoints = () => new CheckpointFile(path, { seed: 1 });
  const path = await Deno.makeTempFile();
  using first = create();
  const controller = new AbortController();
  const onProgress = ({ done }: { done: number }) => void (done === 3 && controller.abort());
  const stopped = { seed: 1, onProgress, signal: controller.signal, checkpoints: checkpoints() };
  await first.fit(images, stopped).catch((error) => assert(error instanceof StoppedError));
  using second = create();
  const resumed = await second.fit(images, { seed: 1, checkpoints: checkpoints() });
  assertEquals(resumed.diagnostics, diagnostics);
  assertEquals(await second.state.export(), await whole.state.export());
  await Deno.remove(path);
});

Deno.test("ganomaly: with batch statistics a score depends on the batch, and the report warns", async () => {
  const images = testImages({ count: 8, size: 16, channels: 3 });
  using detector = GANOMALY.create(
    ganomalyConfig.resolve({ ...small, testStatistics: "batch" }, facts, "test"),
    0,
  );
  const { warnings } = await detector.fit(images, { seed: 0 });
  assert(warnings.some((warning) => warning.includes("testStatistics is batch")));
  const before = await detector.state.export();
  const beside = async (value: number) => {
    const batch = tf.tidy(() => {
      const image = tf.randomUniform([1, 16, 16, 3], -1, 1, "float32", 1) as tf.Tensor4D;
      return tf.concat4d([image, tf.fill([1, 16, 16, 3], value)], 0);
    });
    return (await scoredValues(detector, batch)).scores![0];
  };
  assert(await beside(1) !== await beside(-1));
  assertEquals(await detector.state.export(), before);
});

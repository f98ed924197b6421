import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { daadConfig } from "../../lib/daad/config.ts";
import { DAAD } from "../../lib/daad/detector.ts";
import { scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { InputError } from "../../lib/errors.ts";
import { aeConfig } from "../../lib/methods/ae/config.ts";
import { AE } from "../../lib/methods/ae/detector.ts";
import { autoencoder } from "../../lib/methods/ae/network.ts";
import { Parameters } from "../../lib/nn/variables/parameters.ts";
import { Random } from "../../lib/random.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { noLeak } from "../no_leak.ts";
import { testImages } from "../test_images.ts";
import { assertGradientsReach } from "./gradient_checks.ts";

await useSynchronousBackend();

const facts = { imageSize: 16, channels: 3, trainingImages: 8 } as const;
const small = { levels: 2, baseWidth: 4, batchSize: 4, epochs: 3 };

/** Convolutions, norms and the last bias of the network without skips. */
function expectedCount(channels: number, widths: readonly number[]): number {
  const all = [channels, ...widths];
  const kernels = widths.reduce((n, width, level) => n + 2 * 16 * all[level]! * width, 0);
  const norms = widths.reduce((n, width) => n + 2 * width, 0) +
    widths.slice(0, -1).reduce((n, width) => n + 2 * width, 0);
  return kernels + norms + channels;
}

Deno.test("ae: parameters by image size are those of the layers", () => {
  for (const [imageSize, widths] of [[32, 3], [128, 4], [256, 5]] as const) {
    const config = aeConfig.resolve({}, { ...facts, imageSize }, "t");
    using detector = AE.create(config, 0);
    const expected = Array.from({ length: widths }, (_, level) => 16 * 2 ** level);
    assertEquals(detector.parameterCount, expectedCount(3, expected));
  }
});

for (const skips of ["none", "plain"] as const) {
  Deno.test(`ae: with skips ${skips} it is DAAD without memories, to the same bits`, () =>
    noLeak(async () => {
      const overrides = { ...small, skips };
      using ae = AE.create(aeConfig.resolve(overrides, facts, "t"), 3);
      const config = daadConfig.resolve({ ...overrides, deepest: "plain" }, facts, "t");
      using daad = DAAD.create(config, 3);
      const images = testImages({ count: 8, size: 16, channels: 3 });
      const [left, right] = [
        await ae.fit(images, { seed: 3 }),
        await daad.fit(images, { seed: 3 }),
      ];
      assertEquals(left.history.losses, right.history.losses);
      assertEquals(await ae.state.export(), await daad.state.export());
      const [a, d] = [await scoreImages(ae, images), await scoreImages(daad, images)];
      assertEquals([a.scores, a.maps], [d.scores, d.maps]);
    }));

  Deno.test(`ae: with skips ${skips} the loss reaches every variable`, () =>
    noLeak(async () => {
      using parameters = new Parameters();
      const scope = { parameters, random: new Random(1) };
      const network = autoencoder(scope, { channels: 3, levels: 3, baseWidth: 4, skips });
      const images = tf.randomUniform([2, 16, 16, 3], -1, 1, "float32", 1) as tf.Tensor4D;
      await assertGradientsReach(
        parameters,
        () => tf.mean(tf.square(tf.sub(images, network(images, "train")))) as tf.Scalar,
      );
      images.dispose();
    }));
}

Deno.test("ae: skips make the decoder read twice as many channels", () => {
  const count = (skips: string) => {
    using detector = AE.create(aeConfig.resolve({ ...small, skips }, facts, "t"), 0);
    return detector.parameterCount;
  };
  assertEquals(count("plain") - count("none"), 16 * 4 * 3); // 4×4 kernels, 4 channels, to RGB
});

Deno.test("ae: a complete configuration is accepted as stored, mistakes are named", () => {
  const config = aeConfig.resolve({ skips: "plain" }, facts, "t");
  assertEquals(aeConfig.parse(JSON.parse(JSON.stringify(config)), "t"), config);
  const cases: [unknown, string][] = [
    [{ skip: "plain" }, "ae.json: unknown field skip"],
    [{ skips: "memory" }, "ae.json: skips"],
    [{ levels: 5 }, "ae.json: levels: 5 levels need an image size that is a multiple of 32"],
  ];
  for (const [overrides, message] of cases) {
    const error = assertThrows(() => aeConfig.resolve(overrides, facts, "ae.json"), InputError);
    assert(error.message.includes(message), error.message);
  }
});

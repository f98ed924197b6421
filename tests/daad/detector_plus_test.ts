import { assert } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { daadPlusConfig } from "../../lib/daad/config.ts";
import { DAAD_PLUS } from "../../lib/daad/detector_plus.ts";
import { discriminator } from "../../lib/daad/discriminator.ts";
import { generator } from "../../lib/daad/generator.ts";
import { alignmentMap } from "../../lib/daad/score.ts";
import { toBatch } from "../../lib/data/images/image_set.ts";
import { sigmaFor } from "../../lib/detector/define/image_scores.ts";
import { reconstructionMap, smooth } from "../../lib/nn/losses/error_maps.ts";
import type { NamedTensors } from "../../lib/nn/variables/safetensors.ts";
import { combineStates } from "../../lib/nn/variables/stateful.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { assertClose } from "../close.ts";
import { buildNetworks } from "../methods/gan_checks.ts";
import { noLeak } from "../no_leak.ts";
import { scoredValues } from "../scored_values.ts";
import { testImages } from "../test_images.ts";
import { TOLERANCE } from "../tolerances.ts";

await useSynchronousBackend();

const facts = { imageSize: 16, channels: 3, trainingImages: 8 } as const;
const small = { levels: 2, baseWidth: 4, items: 8, batchSize: 4, epochs: 2, alignmentWeight: 0.3 };
const config = daadPlusConfig.resolve(small, facts, "test");
const MEANS = "calibration/means";

/** The maps R and L of images by networks with a detector's weights. */
function mapsOf({ [MEANS]: _, ...weights }: NamedTensors, images: tf.Tensor4D) {
  using networks = buildNetworks({
    generator: (own) => generator(own, config),
    discriminator: (own) => discriminator(own, { ...config.discriminator, channels: 3 }),
  });
  combineStates(networks.parameters).import(weights, "test");
  return tf.tidy(() => {
    const reconstructions = networks.generator.reconstruct(images, "score");
    const [real, fake] = [images, reconstructions].map((x) => networks.discriminator(x).features);
    return {
      r: reconstructionMap(images, reconstructions),
      l: alignmentMap(real!, fake!, config.imageSize),
    };
  });
}

Deno.test("daad_plus: the map weighs R and L, each divided by its saved mean", () =>
  noLeak(async () => {
    using detector = DAAD_PLUS.create(config, 0);
    const means = { shape: [2], values: Float32Array.of(2, 5) };
    const state = { ...await detector.state.export(), [MEANS]: means };
    detector.state.import(state, "test");
    const images = tf.randomUniform([2, 16, 16, 3], -1, 1, "float32", 1) as tf.Tensor4D;
    const wanted = tf.tidy(() => {
      const { r, l } = mapsOf(state, images);
      assert(l.dataSync().every((value) => value > 0));
      const combined = tf.add(tf.mul(r, 0.7 / 2), tf.mul(l, 0.3 / 5)) as tf.Tensor4D;
      return smooth(combined, sigmaFor(config.score, config.imageSize)).dataSync();
    });
    const { maps } = await scoredValues(detector, images);
    assertClose(maps!, wanted, TOLERANCE.parity);
  }));

Deno.test("daad_plus: a fit saves the means of R and of L over the training images", () =>
  noLeak(async () => {
    const images = testImages({ count: 6, size: 16, channels: 3 });
    using detector = DAAD_PLUS.create(config, 0);
    await detector.fit(images, { seed: 0 });
    const state = await detector.state.export();
    const values = await toBatch(images, images.files.map((_, i) => i));
    const wanted = tf.tidy(() => {
      const { r, l } = mapsOf(state, tf.tensor4d(values, [6, 16, 16, 3]));
      return [r, l].map((map) => tf.mean(map).dataSync()[0]!);
    });
    const { values: found } = state[MEANS]!;
    for (const [i, part] of ["R", "L"].entries()) {
      assertClose([found[i]!], [wanted[i]!], TOLERANCE.parity, part);
    }
  }));

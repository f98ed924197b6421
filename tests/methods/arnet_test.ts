import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../lib/backend/read.ts";
import { toBatch } from "../../lib/data/images/image_set.ts";
import { scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { InputError } from "../../lib/errors.ts";
import { arnetConfig } from "../../lib/methods/arnet/config.ts";
import { ARNET } from "../../lib/methods/arnet/detector.ts";
import { drawTurns, erasing } from "../../lib/methods/arnet/erasing.ts";
import { arnetNetwork } from "../../lib/methods/arnet/network.ts";
import { combineErrors, meanErrors, restorationErrors } from "../../lib/methods/arnet/score.ts";
import { average } from "../../lib/metrics/statistics/average.ts";
import { Parameters } from "../../lib/nn/variables/parameters.ts";
import { Random } from "../../lib/random.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { assertAtMost, assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { scoredValues } from "../scored_values.ts";
import { testImages } from "../test_images.ts";
import { TOLERANCE } from "../tolerances.ts";
import { assertGradientsReach } from "./gradient_checks.ts";

await useSynchronousBackend();

const facts = { imageSize: 16, channels: 3, trainingImages: 6 } as const;
const small = { levels: 2, baseWidth: 4, batchSize: 3, epochs: 2 };

/** Number of biases in the unofficial code's convolutions, each undone by the batch norm after it. */
const UNDONE_BIASES = 2 *
  [64, 128, 256, 512, 512, 256, 128, 64, 64].reduce((sum, width) => sum + width);

Deno.test("arnet: parameters of the published network, without biases that do nothing", () => {
  for (const [channels, published] of [[3, 13_395_840], [1, 13_394_688]] as const) {
    const config = arnetConfig.resolve({}, { ...facts, imageSize: 32, channels }, "t");
    using detector = ARNET.create(config, 0);
    assertEquals(detector.parameterCount + UNDONE_BIASES, published);
  }
});

Deno.test("arnet: defaults by image size and colour", () => {
  const of = (imageSize: number, channels: 1 | 3, trainingImages = 80) => {
    const config = arnetConfig.resolve({}, { imageSize, channels, trainingImages }, "t");
    const { baseWidth, batchSize, epochs, graying, flips } = config;
    return [baseWidth, batchSize, epochs, graying, flips];
  };
  assertEquals(of(28, 1, 6000), [64, 32, 125, false, false]);
  assertEquals(of(32, 3, 5000), [64, 32, 125, true, true]);
  assertEquals(of(128, 3), [64, 32, 650, true, false]); // two steps per epoch
});

Deno.test("arnet: odd sizes are filled up on the way back", () =>
  noLeak(() =>
    tf.tidy(() => {
      using parameters = new Parameters();
      const shape = {
        channels: 1,
        graying: false,
        levels: 4,
        baseWidth: 2,
        output: "tanh",
      } as const;
      const network = arnetNetwork({ parameters, random: new Random(1) }, shape);
      for (const size of [16, 28, 30]) {
        const image = tf.randomUniform([1, size, size, 1], 0, 1, "float32", 1) as tf.Tensor4D;
        assertEquals(network(image, "score").shape, [1, size, size, 1]);
      }
    })
  ));

Deno.test("arnet: the loss reaches every variable", () =>
  noLeak(async () => {
    using parameters = new Parameters();
    const config = arnetConfig.resolve(small, facts, "t");
    const network = arnetNetwork({ parameters, random: new Random(1) }, config);
    const images = tf.randomUniform([3, 16, 16, 3], 0, 1, "float32", 1) as tf.Tensor4D;
    const turns = drawTurns(3, new Random(2));
    const erase = erasing(config);
    await assertGradientsReach(
      parameters,
      () => tf.mean(tf.square(tf.sub(images, network(erase(images, turns), "train")))) as tf.Scalar,
    );
    tf.dispose([images, turns]);
  }));

Deno.test("arnet: rotations are drawn evenly and follow from the seed", () =>
  noLeak(() =>
    tf.tidy(() => {
      const turns = drawTurns(4000, new Random(1)).dataSync();
      for (let j = 0; j < 4; j++) {
        assertNear(turns.filter((turn) => turn === j).length, 1000, 120);
      }
      assertEquals(drawTurns(4000, new Random(1)).dataSync(), turns);
    })
  ));

Deno.test("arnet: errors are those of the restored image, not of the rotated one", () =>
  noLeak(() =>
    tf.tidy(() => {
      // The left half is white; a network that changes nothing restores only what was not rotated.
      const image = tf.tensor4d([1, 0, 1, 0], [1, 2, 2, 1]);
      const { maps, unrotated } = restorationErrors(
        (erased) => erased,
        erasing({ imageSize: 2, graying: false }),
        image,
      );
      assertEquals([...unrotated.dataSync()], [1, 0, 1, 0]);
      assertEquals([...meanErrors(maps).dataSync()], [0, 0.5, 1, 0.5]);
      const combined = combineErrors(maps, tf.tensor1d([1, 0.5, 2, 0.25]));
      assertNear(combined.scores.dataSync()[0]!, (0 + 1 + 0.5 + 2) / 4, TOLERANCE.rounding);
      assertNear(tf.mean(combined.maps).dataSync()[0]!, (0 + 1 + 0.5 + 2) / 4, TOLERANCE.rounding);
    })
  ));

Deno.test("arnet: κ is the mean error of each rotation over training images, as they are", () =>
  noLeak(async () => {
    using detector = ARNET.create(
      arnetConfig.resolve({ ...small, flips: true }, facts, "t"),
      0,
    );
    const images = testImages({ count: 6, size: 16, channels: 3 });
    const { diagnostics } = await detector.fit(images, { seed: 0 });
    const state = await detector.state.export();
    const kappa = state["statistics/scales"]!.values;
    assertEquals([...kappa], (diagnostics.meanErrors as number[]).map(Math.fround));
    // Their scores are ¼ Σ_j e_j / κ_j with the mean 1.
    const { scores } = await scoreImages(detector, images);
    assertNear(scores.reduce((sum, score) => sum + score) / 6, 1, TOLERANCE.sums);
    assert(new Set(scores).size === 6);
  }));

Deno.test("arnet: without normalization κ is 1 and the score the mean of the map", () =>
  noLeak(async () => {
    using detector = ARNET.create(
      arnetConfig.resolve({ ...small, normalization: "none" }, facts, "t"),
      0,
    );
    const images = testImages({ count: 6, size: 16, channels: 3 });
    const { diagnostics } = await detector.fit(images, { seed: 0 });
    assertEquals(diagnostics, {});
    assertEquals([...(await detector.state.export())["statistics/scales"]!.values], [1, 1, 1, 1]);
    const values = await toBatch(images, [2]);
    const { scores, maps } = await scoredValues(detector, tf.tensor4d(values, [1, 16, 16, 3]));
    assertNear(scores![0]!, average(maps!), TOLERANCE.rounding);
  }));

Deno.test("arnet: it restores better than the mean image and than each image's own mean", () =>
  noLeak(async () => {
    const longer = { ...small, epochs: 200, decayAt: 0.25, learningRate: 0.5 };
    using detector = ARNET.create(arnetConfig.resolve(longer, facts, "t"), 0);
    const images = testImages({ count: 6, size: 16, channels: 3 });
    const { losses } = (await detector.fit(images, { seed: 0 })).history;
    const x = tf.tidy(() =>
      tf.tensor2d(Float32Array.from(images.pixels), [6, 16 * 16 * 3]).div(255)
    );
    const trivial = await readAndDispose(tf.tidy(() => ({
      meanImage: tf.mean(tf.square(tf.sub(x, tf.mean(x, 0, true)))),
      ownMean: tf.mean(tf.square(tf.sub(x, tf.mean(x, 1, true)))),
    })));
    x.dispose();
    const loss = losses.at(-1)!.total!;
    for (const [name, [other]] of Object.entries(trivial)) {
      assertAtMost(loss, 0.5 * other!, `loss beside that of ${name}`);
    }
  }));

Deno.test("arnet: mistakes in the configuration are named", () => {
  const cases: [unknown, string][] = [
    [{ levels: 5 }, "arnet.json: levels: 5 levels leave nothing of 16 pixels; use fewer"],
    [{ decayAt: 0 }, "arnet.json: decayAt"],
    [{ output: "linear" }, "arnet.json: output"],
    [{ kappa: true }, "arnet.json: unknown field kappa"],
    [{ channels: 1, graying: true }, "arnet.json: graying: the images are gray"],
  ];
  for (const [overrides, message] of cases) {
    const error = assertThrows(
      () => arnetConfig.resolve(overrides, facts, "arnet.json"),
      InputError,
    );
    assert(error.message.includes(message), error.message);
  }
});

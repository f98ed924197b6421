import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { imageRandom, stain } from "../../lib/data/augment/mod.ts";
import { subset } from "../../lib/data/images/image_set.ts";
import { type MemoryImages, memoryImages } from "../../lib/data/images/memory_images.ts";
import { scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { InputError, StoppedError } from "../../lib/errors.ts";
import { aescConfig } from "../../lib/methods/aesc/config.ts";
import { AESC } from "../../lib/methods/aesc/detector.ts";
import { drawMasks } from "../../lib/methods/aesc/dropout.ts";
import { aescNetwork } from "../../lib/methods/aesc/network.ts";
import {
  addToSpread,
  residualMap,
  type Spread,
  uncertaintyMap,
} from "../../lib/methods/aesc/score.ts";
import { Parameters } from "../../lib/nn/variables/parameters.ts";
import { Random } from "../../lib/random.ts";
import { CheckpointFile } from "../../lib/train/checkpoint.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { assertClose, assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { testImages } from "../test_images.ts";
import { TOLERANCE } from "../tolerances.ts";
import { assertGradientsReach } from "./gradient_checks.ts";

await useSynchronousBackend();

const facts = { imageSize: 16, channels: 3, trainingImages: 8 } as const;
const small = { levels: 2, baseWidth: 4, batchSize: 4, epochs: 2 };
const uncertain = { ...small, dropout: [0.1, 0.3], score: { map: "uncertainty", passes: 4 } };
const images = testImages({ count: 8, size: 16, channels: 3 });

Deno.test("aesc: parameters of the published network", () => {
  const count = (channels: 1 | 3) => {
    const config = aescConfig.resolve({}, { ...facts, imageSize: 256, channels }, "t");
    using detector = AESC.create(config, 0);
    return detector.parameterCount;
  };
  assertEquals(count(3), 8_736_515);
  assertEquals(count(1), 8_734_913);
});

Deno.test("aesc: it learns to take stains away", () =>
  noLeak(async () => {
    const config = aescConfig.resolve({ ...small, baseWidth: 8, epochs: 150 }, facts, "t");
    using detector = AESC.create(config, 0);
    await detector.fit(images, { seed: 0 });
    const stained = withStains(images);
    const { reconstructions } = await scoreImages(detector, stained);
    const rebuilt = Array.from(reconstructions!, (value) => (value + 1) * 127.5);
    const inStains = [...stained.pixels.keys()].filter((i) =>
      stained.pixels[i] !== images.pixels[i]
    );
    const error = (values: ArrayLike<number>) =>
      inStains.reduce((sum, i) => sum + (images.pixels[i]! - values[i]!) ** 2, 0);
    assert(error(rebuilt) < error(stained.pixels) / 4);
  }));

/** The images with stains other than those seen in training. */
function withStains(set: MemoryImages): MemoryImages {
  const pixels = set.pixels.slice();
  const size = set.height * set.width * set.channels;
  set.files.forEach((_, i) => {
    const image = { ...set, pixels: pixels.slice(i * size, (i + 1) * size) };
    pixels.set(stain()(image, imageRandom(99, 1, i)).pixels, i * size);
  });
  return memoryImages({ ...set, pixels });
}

Deno.test("aesc: residuals are sums over channels in gray levels", () =>
  noLeak(() =>
    tf.tidy(() => {
      const x = tf.tensor4d([0, 0.5, 1, 0.2, 0.2, 0.2], [1, 1, 2, 3]);
      const rebuilt = tf.tensor4d([0.1, 0.4, 0.8, 0.2, 0.2, 0.2], [1, 1, 2, 3]);
      const map = residualMap(x, rebuilt).dataSync();
      assertNear(map[0]!, 255 * 0.4, 255 * TOLERANCE.rounding);
      assertNear(map[1]!, 0, 255 * TOLERANCE.rounding);
    })
  ));

Deno.test("aesc: the spread, one pass after the other, is the variance of all passes", () =>
  noLeak(() =>
    tf.tidy(() => {
      const passes = tf.randomUniform([5, 2, 3, 3, 2], 0, 1, "float32", 1);
      let spread = { mean: tf.zeros([2, 3, 3, 2]), squares: tf.zeros([2, 3, 3, 2]) } as Spread;
      tf.unstack(passes).forEach((pass, i) => {
        spread = addToSpread(spread, pass as tf.Tensor4D, tf.scalar(1 / (i + 1)));
      });
      const { mean, variance } = tf.moments(passes, 0);
      const expected = tf.mul(tf.mean(variance, 3), 255 ** 2).dataSync();
      const tolerance = TOLERANCE.oracle;
      assertClose(spread.mean.dataSync(), mean.dataSync(), tolerance);
      assertClose(uncertaintyMap(spread, 5).dataSync(), expected, tolerance);
    })
  ));

Deno.test("aesc: masks drop at their level's rate and keep the expected value, in encoder and decoder", () => {
  const config = { imageSize: 64, baseWidth: 16, dropout: [0, 0.25, 0.5] };
  const masks = drawMasks(config, new Random(0));
  assertEquals(masks.map(({ name, shape }) => [name, shape]), [
    ["encoder.1", [1, 16, 16, 32]],
    ["decoder.1", [1, 16, 16, 32]],
    ["encoder.2", [1, 8, 8, 64]],
  ]);
  for (const { name, values } of masks) {
    const rate = config.dropout[Number(name.at(-1))]!;
    const dropped = values.filter((value) => value === 0).length / values.length;
    assertNear(dropped, rate, 4 * Math.sqrt(rate * (1 - rate) / values.length));
    assertEquals(new Set(values), new Set([0, Math.fround(1 / (1 - rate))]));
  }
  assertNotEquals(masks[0]!.values, masks[1]!.values);
  assertEquals(drawMasks(config, new Random(0)), masks);
});

Deno.test("aesc: nothing is dropped in training, whatever is dropped afterwards", () =>
  noLeak(async () => {
    const fitted = async (overrides: Record<string, unknown>) => {
      using detector = AESC.create(aescConfig.resolve(overrides, facts, "t"), 0);
      const { history } = await detector.fit(images, { seed: 0 });
      return [history.losses, await detector.state.export()];
    };
    assertEquals(await fitted(uncertain), await fitted(small));
  }));

Deno.test("aesc: in the decoder dropout acts before the addition, on the level that is added", () =>
  noLeak(() => {
    using parameters = new Parameters();
    const network = aescNetwork({ parameters, random: new Random(1) }, {
      ...{ channels: 1, levels: 2, baseWidth: 4, skips: "add" },
    });
    tf.tidy(() => {
      const x = tf.randomUniform([2, 8, 8, 1], -1, 1, "float32", 1) as tf.Tensor4D;
      const zeros = (size: number, width: number) => tf.zeros([1, size, size, width]);
      const result = (masks: Record<string, tf.Tensor>) => network(x, "score", masks).dataSync();
      // Without the decoder's input only the skip is left, and the deepest level has no influence.
      const skip = result({ "decoder.0": zeros(4, 4) });
      const deaf = result({ "decoder.0": zeros(4, 4), "encoder.1": zeros(2, 8) });
      assertEquals(skip, deaf);
      assertNotEquals(skip, result({}));
      // Without both, nothing of the image is left.
      const nothing = result({ "decoder.0": zeros(4, 4), "encoder.0": zeros(4, 4) });
      assertEquals(new Set(nothing).size, 1);
    });
  }));

Deno.test("aesc: uncertainty depends neither on the order nor on the other images, nor on chance", () =>
  noLeak(async () => {
    using detector = AESC.create(aescConfig.resolve(uncertain, facts, "t"), 0);
    await detector.fit(images, { seed: 0 });
    const { scores, maps } = await scoreImages(detector, images);
    assert(scores.every((score) => score > 0));
    assert(maps!.every((value) => value >= 0));
    assertEquals(await scoreImages(detector, images).then((again) => again.scores), scores);
    const order = [5, 2, 7, 0, 1, 6, 4, 3];
    const reordered = await scoreImages(detector, subset(images, order));
    assertEquals([...reordered.scores], order.map((i) => scores[i]));
    assertEquals((await scoreImages(detector, subset(images, [4]))).scores[0], scores[4]);
    using other = AESC.create(aescConfig.resolve(uncertain, facts, "t"), 9);
    other.state.import(await detector.state.export(), "t");
    assertEquals((await scoreImages(other, images)).scores, scores);
  }));

Deno.test("aesc: a stopped training goes on to the same bits", () =>
  noLeak(async () => {
    const create = () => AESC.create(aescConfig.resolve(uncertain, facts, "t"), 0);
    using whole = create();
    const expected = await whole.fit(images, { seed: 5 });
    const path = await Deno.makeTempFile();
    const checkpoints = () => new CheckpointFile(path, { seed: 5 });
    using stopped = create();
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }) => done === 3 && controller.abort();
    await stopped.fit(images, {
      ...{ seed: 5, signal: controller.signal, checkpoints: checkpoints() },
      onProgress: (progress) => void onProgress(progress),
    }).catch((error) => assert(error instanceof StoppedError));
    using resumed = create();
    const { history } = await resumed.fit(images, { seed: 5, checkpoints: checkpoints() });
    assertEquals(history.losses, expected.history.losses);
    assertEquals(await resumed.state.export(), await whole.state.export());
    await Deno.remove(path);
  }));

for (const skips of ["add", "none"] as const) {
  Deno.test(`aesc: with skips ${skips} the loss reaches every variable`, () =>
    noLeak(async () => {
      using parameters = new Parameters();
      const network = aescNetwork({ parameters, random: new Random(1) }, {
        ...{ channels: 3, levels: 3, baseWidth: 4, skips },
      });
      const x = tf.randomUniform([4, 16, 16, 3], -1, 1, "float32", 1) as tf.Tensor4D;
      await assertGradientsReach(
        parameters,
        () => tf.mean(tf.square(network(x, "train"))) as tf.Scalar,
      );
      x.dispose();
    }));
}

Deno.test("aesc: without skips nothing but the deepest map reaches the image", () =>
  noLeak(() => {
    const spread = (skips: "add" | "none") => {
      using parameters = new Parameters();
      const network = aescNetwork({ parameters, random: new Random(1) }, {
        ...{ channels: 1, levels: 2, baseWidth: 4, skips },
      });
      return tf.tidy(() => {
        const x = tf.randomUniform([2, 8, 8, 1], -1, 1, "float32", 1) as tf.Tensor4D;
        const deepest = { "encoder.1": tf.zeros([1, 2, 2, 8]) }; // nothing of it is left
        const [first, second] = tf.split(network(x, "score", deepest), 2);
        return tf.max(tf.abs(tf.sub(first!, second!))).dataSync()[0]!;
      });
    };
    assertEquals(spread("none"), 0);
    assert(spread("add") > 0);
  }));

Deno.test("aesc: defaults by image size and by the number of images", () => {
  const of = (imageSize: number, overrides = {}) =>
    aescConfig.resolve(overrides, { ...facts, imageSize }, "t");
  assertEquals([28, 32, 128, 256].map((size) => of(size).levels), [2, 3, 5, 6]);
  const uncertainty = { score: { map: "uncertainty" } };
  assertEquals(of(256, uncertainty).dropout, [0, 0, 0.1, 0.2, 0.4, 0.5]);
  assertEquals(of(128).dropout, [0, 0, 0.1, 0.2, 0.4]);
  const epochs = (trainingImages: number, overrides = {}) =>
    aescConfig.resolve(overrides, { ...facts, trainingImages }, "t").epochs;
  assertEquals(epochs(2000), 250); // of 125 batches, as published
  assertEquals(epochs(209, { steps: 5000 }), Math.ceil(5000 / 13));
  assertEquals(epochs(209, { steps: 5000, epochs: 3 }), 3);
  assertEquals(of(256, uncertainty).score, { map: "uncertainty", norm: "l2", passes: 30 });
});

Deno.test("aesc: mistakes in the configuration are named", () => {
  const cases: [unknown, string][] = [
    [{ dropout: [0.1] }, "a.json: dropout: expected one value for each of 2 levels, found 1"],
    [{ dropout: [0, 0], score: { map: "uncertainty" } }, "a.json: dropout: all rates are 0"],
    [{ score: { norm: "l0" } }, "a.json: score.norm"],
    [{ corruption: "scratch" }, "a.json: corruption"],
  ];
  for (const [overrides, message] of cases) {
    const error = assertThrows(() => aescConfig.resolve(overrides, facts, "a.json"), InputError);
    assert(error.message.includes(message), error.message);
  }
});

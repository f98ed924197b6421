import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../lib/backend/read.ts";
import { scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { InputError } from "../../lib/errors.ts";
import { favaeConfig } from "../../lib/methods/favae/config.ts";
import { FAVAE } from "../../lib/methods/favae/detector.ts";
import { favaeLoss, favaeMap } from "../../lib/methods/favae/loss.ts";
import { favaeNetwork } from "../../lib/methods/favae/network.ts";
import { teacherFeatures, teacherStages } from "../../lib/methods/favae/teacher.ts";
import {
  type BackboneFacts,
  type BackboneId,
  loadBackbone,
  stagesOf,
} from "../../lib/nn/backbones/mod.ts";
import { lossGradients } from "../../lib/nn/losses/loss_gradients.ts";
import { Parameters } from "../../lib/nn/variables/parameters.ts";
import { Random } from "../../lib/random.ts";
import { publishedImageAuroc } from "../../lib/record/compare/published.ts";
import { runName, runTitle } from "../../lib/registry/naming.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { assertAtMost, assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { testImages } from "../test_images.ts";
import { TOLERANCE } from "../tolerances.ts";
import { useDrawnWeights } from "../weights.ts";
import { unreached } from "./gan_checks.ts";

await useSynchronousBackend();
useDrawnWeights("squeezenet1_1");

const facts = { imageSize: 32, channels: 3, trainingImages: 8 } as const;
const small = { backbone: "squeezenet1_1", latent: 4, baseWidth: 8, batchSize: 4, epochs: 2 };

Deno.test("favae: parameters of encoder, decoder and adapters at 128 pixels, as published", () =>
  noLeak(() => {
    using parameters = new Parameters();
    const config = favaeConfig.resolve({}, { ...facts, imageSize: 128 }, "t");
    favaeNetwork({ parameters, random: new Random(0) }, config, [128, 256, 512]);
    const count = (part: string) =>
      [...parameters.names()]
        .filter((name) => name.startsWith(`${part}.`) && parameters.get(name).trainable)
        .reduce((sum, name) => sum + parameters.get(name).size, 0);
    assertEquals(["encoder", "decoder", "adapter"].map(count), [9_909_288, 9_704_291, 689_920]);
    assertEquals(parameters.count(), 20_303_499);
  }));

Deno.test("favae: VGG16's layers are conv2_2, conv3_3 and conv4_3; others have the same strides", () => {
  const stages = (id: BackboneId) => teacherStages({ id, stages: stagesOf(id) });
  assertEquals(stages("vgg16"), ["stage2", "stage3", "stage4"]);
  assertEquals(stages("resnet50v2"), ["stem", "stage1", "stage2"]);
  assertEquals(stages("squeezenet1_1"), ["stem", "stage1", "stage2"]);
  assertEquals(stages("vgg16_conv1_3"), ["stage2", "stage3"]); // no conv4_3
  assertEquals(stages("efficientnet_b4"), ["stage1", "stage2", "stage3"]);
  assertThrows(
    () => teacherStages({ id: "resnet18", stages: { stem: { channels: 64, stride: 2 } } }),
    InputError,
    "backbone: resnet18 has no features of stride 4",
  );
});

Deno.test("favae: the teacher's maps have the decoder's sizes, of gray images as of three channels", () =>
  noLeak(() => {
    using backbone = loadBackbone("squeezenet1_1");
    tf.tidy(() => {
      const gray = tf.randomUniform([2, 64, 64, 1], -1, 1, "float32", 3) as tf.Tensor4D;
      const stages = teacherStages(backbone);
      const maps = teacherFeatures(backbone, stages, gray);
      const sizes = [[2, 32, 32, 64], [2, 16, 16, 128], [2, 8, 8, 256]];
      assertEquals(maps.map(({ shape }) => shape), sizes as typeof maps[0]["shape"][]);
      const rgb = teacherFeatures(backbone, stages, tf.concat([gray, gray, gray], 3));
      assertEquals(rgb.map((map) => [...map.dataSync()]), maps.map((map) => [...map.dataSync()]));
    });
  }));

Deno.test("favae: the loss is the sum of all squares and of the KL divergence", () =>
  noLeak(async () => {
    const terms = await readAndDispose(tf.tidy(() => {
      const batch = {
        images: tf.tensor4d([1, 0, 0.5, 0], [2, 1, 2, 1]),
        decoded: {
          images: tf.tensor4d([0, 0, 0.5, 2], [2, 1, 2, 1]), // 1 + 4
          features: [tf.tensor4d([1, 2, 3, 4], [2, 1, 1, 2]), tf.fill([2, 1, 1, 1], 3)] as [
            tf.Tensor4D,
            tf.Tensor4D,
          ],
        },
        teacher: [tf.tensor4d([1, 0, 3, 1], [2, 1, 1, 2]), tf.zeros([2, 1, 1, 1])] as [
          tf.Tensor4D, // 4 + 9
          tf.Tensor4D, // 9 + 9
        ],
        // ½ μ² = 2 of each image, log σ² = 0
        code: { mean: tf.tensor2d([[2], [-2]]), logVariance: tf.zeros([2, 1]) as tf.Tensor2D },
      };
      const { features, ...terms } = favaeLoss(batch, 0.5);
      return { ...terms, first: features[0]!, second: features[1]! };
    }));
    const found = Object.fromEntries(Object.entries(terms).map(([name, [v]]) => [name, v]));
    assertEquals(found, { reconstruction: 5, first: 13, second: 18, kl: 4, total: 38 });
  }));

Deno.test("favae: the map adds the enlarged errors of features to those of pixels", () =>
  noLeak(async () => {
    const { map } = await readAndDispose(tf.tidy(() => ({
      map: favaeMap(
        tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]),
        [tf.fill([1, 1, 1, 1], 10), tf.fill([1, 2, 2, 1], 100)],
      ),
    })));
    assertEquals([...map], [111, 112, 113, 114]);
  }));

Deno.test("favae: the loss reaches every variable and the backbone is left alone", () =>
  noLeak(async () => {
    using backbone = loadBackbone("squeezenet1_1");
    using parameters = new Parameters();
    const config = favaeConfig.resolve(small, facts, "t");
    const stages = teacherStages(backbone);
    const channels = stages.map((name) => backbone.stages[name]!.channels);
    const network = favaeNetwork({ parameters, random: new Random(0) }, config, channels);
    const images = tf.randomUniform([4, 32, 32, 3], -1, 1, "float32", 1) as tf.Tensor4D;
    const features = () => tf.tidy(() => backbone.features(images, ["stage2"]).stage2!.sum());
    const before = features();
    const gradients = tf.tidy(() =>
      lossGradients(() => {
        const code = network.encode(images, "train");
        const decoded = network.decode(tf.add(code.mean, tf.exp(code.logVariance)), "train");
        const teacher = teacherFeatures(backbone, stages, images);
        return { total: favaeLoss({ images, code, decoded, teacher }, 1).total };
      }, parameters.trainables()).gradients
    );
    assertEquals(await unreached(parameters, gradients), []);
    const after = features();
    assertEquals(await after.data(), await before.data());
    tf.dispose([images, before, after, gradients]);
  }));

Deno.test("favae: the penalty shrinks values that no loss holds", () =>
  noLeak(async () => {
    // The loss has no gradient for biases in front of a batch norm.
    const size = async (weightDecay: number) => {
      using detector = FAVAE.create(
        favaeConfig.resolve({ ...small, weightDecay, learningRate: 1e-3, epochs: 20 }, facts, "t"),
        0,
      );
      const images = testImages({ count: 8, size: 32, channels: 3, seed: 1 });
      await detector.fit(images, { seed: 0 });
      const bias = (await detector.state.export())["network/decoder.1.conv.bias"]!.values;
      return bias.reduce((sum, v) => sum + Math.abs(v), 0) / bias.length;
    };
    assert(await size(1e6) < await size(0));
  }));

/** The summed squares that remain if each value is predicted by its mean over the images. */
function aroundMean(values: Float32Array, count: number): number {
  const size = values.length / count;
  let sum = 0;
  for (let k = 0; k < size; k++) {
    const own = Array.from({ length: count }, (_, i) => values[i * size + k]!);
    const mean = own.reduce((a, b) => a + b, 0) / count;
    sum += own.reduce((a, value) => a + (value - mean) ** 2, 0);
  }
  return sum;
}

Deno.test("favae: every term falls below that of the mean image and the mean features", () =>
  noLeak(async () => {
    const epochs = 200;
    using detector = FAVAE.create(
      favaeConfig.resolve({ ...small, learningRate: 2e-3, beta: 0.1, epochs }, facts, "t"),
      0,
    );
    const images = testImages({ count: 8, size: 32, channels: 3, seed: 1 });
    const { history, diagnostics } = await detector.fit(images, { seed: 0 });
    const last = history.losses.at(-1)!;
    using backbone = loadBackbone("squeezenet1_1");
    const stages = teacherStages(backbone);
    const known = await readAndDispose(tf.tidy(() => {
      const pixels = tf.tensor4d(Array.from(images.pixels), [8, 32, 32, 3]);
      const scaled = tf.sub(tf.div(pixels, 127.5), 1) as tf.Tensor4D;
      const maps = teacherFeatures(backbone, stages, scaled);
      const named = stages.map((name, i) => [`features of ${name}`, maps[i]!] as const);
      return { reconstruction: tf.div(pixels, 255), ...Object.fromEntries(named) };
    }));
    for (const [name, values] of Object.entries(known)) {
      // A step has half of the images.
      assertAtMost(last[name]!, aroundMean(values, 8) / 2, `${name}: loss against the mean's`);
    }
    const { weightsSha256, input } = diagnostics.backbone as BackboneFacts;
    assertEquals([weightsSha256.length, input], [64, backbone.input]);
    const { scores, maps } = await scoreImages(detector, images);
    for (const [i, score] of scores.entries()) {
      const map = maps!.subarray(i * 32 * 32, (i + 1) * 32 * 32);
      assertNear(score, Math.max(...map), TOLERANCE.sums * score); // the maximum of the smoothed map
    }
  }));

Deno.test("favae: a teacher that ends before the last stride has an adapter less", () =>
  noLeak(() => {
    using parameters = new Parameters();
    const config = favaeConfig.resolve(small, facts, "t");
    const network = favaeNetwork({ parameters, random: new Random(0) }, config, [16, 24]);
    tf.tidy(() => {
      const { features } = network.decode(tf.zeros([2, 4]), "score");
      assertEquals(features.map(({ shape }) => shape), [[2, 16, 16, 16], [2, 8, 8, 24]]);
    });
  }));

Deno.test("favae: size, epochs and images a step are the published code's by default", () => {
  const { epochs, batchSize } = favaeConfig.resolve({}, facts, "t");
  assertEquals([epochs, batchSize, FAVAE.imageSize?.({})], [100, 64, 128]);
});

Deno.test("favae: another backbone stands in the name and beside no published value", () => {
  const run = (backbone: string) => ({ method: "favae", config: { backbone } });
  assertEquals(["vgg16", "squeezenet1_1"].map((id) => runName(run(id))), [
    "favae",
    "favae[squeezenet1_1]",
  ]);
  assertEquals(runTitle(run("resnet50v2")), "FAVAE[resnet50v2]");
  const table = { dataset: "mvtec", category: "bottle" };
  assertEquals(publishedImageAuroc({ ...table, ...run("vgg16") })?.value, 0.999);
  assertEquals(publishedImageAuroc({ ...table, ...run("squeezenet1_1") }), undefined);
});

Deno.test("favae: sizes that do not fit and missing weights are refused in one line", () => {
  assertThrows(
    () => favaeConfig.resolve({}, { ...facts, imageSize: 40 }, "config"),
    InputError,
    "config: imageSize: 4 levels need an image size that is a multiple of 16, found 40",
  );
  assertThrows(
    () => favaeConfig.resolve({ backbone: "vgg19" }, facts, "config"),
    InputError,
    "backbone",
  );
  assertThrows(
    () => FAVAE.create(favaeConfig.resolve({}, facts, "config"), 0),
    InputError,
    "the weights of vgg16 are not there",
  );
});

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../lib/backend/read.ts";
import { scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { InputError } from "../../lib/errors.ts";
import { attentionLoss, attentionMap } from "../../lib/methods/cavga/attention.ts";
import { type CavgaConfig, cavgaConfig } from "../../lib/methods/cavga/config.ts";
import { CAVGA } from "../../lib/methods/cavga/detector.ts";
import { reportAttention } from "../../lib/methods/cavga/diagnostics.ts";
import { encoderShape } from "../../lib/methods/cavga/encoder.ts";
import { cavgaAutoencoder, cavgaDiscriminator } from "../../lib/methods/cavga/network.ts";
import { type CavgaNetworks, cavgaStep, vaeTerms } from "../../lib/methods/cavga/step.ts";
import type { BackboneFacts } from "../../lib/nn/backbones/mod.ts";
import { drawCode } from "../../lib/nn/layers/variational.ts";
import { fromUnit } from "../../lib/nn/losses/pixel_range.ts";
import { Parameters } from "../../lib/nn/variables/parameters.ts";
import { Random } from "../../lib/random.ts";
import { runName } from "../../lib/registry/naming.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { assertAtLeast, assertAtMost, assertClose, assertNear, relativeError } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { testImages } from "../test_images.ts";
import { TOLERANCE } from "../tolerances.ts";
import { useDrawnWeights } from "../weights.ts";
import { assertGradientsReach } from "./gan_checks.ts";

await useSynchronousBackend();
useDrawnWeights("squeezenet1_1");

const facts = { imageSize: 16, channels: 3, trainingImages: 8 } as const;
const small = {
  ...{ backbone: "squeezenet1_1", latent: 8, discriminatorWidth: 4, batchSize: 4, epochs: 2 },
  learningRate: 1e-3,
};

function build(config: CavgaConfig, random = new Random(0)) {
  const parameters = { autoencoder: new Parameters(), discriminator: new Parameters() };
  const scope = (part: keyof typeof parameters) => ({ parameters: parameters[part], random });
  const networks: CavgaNetworks = {
    autoencoder: cavgaAutoencoder(scope("autoencoder"), config),
    discriminator: cavgaDiscriminator(scope("discriminator"), config),
    variables: {
      autoencoder: parameters.autoencoder.trainables(),
      discriminator: parameters.discriminator.trainables(),
    },
  };
  const dispose = () => Object.values(parameters).forEach((part) => part[Symbol.dispose]());
  return { parameters, networks, dispose };
}

/** Features, positive as after a ReLU, and a kernel. */
function drawAttention(): [tf.Tensor4D, tf.Tensor4D] {
  return [
    tf.randomUniform([2, 3, 3, 4], 0, 1, "float32", 5) as tf.Tensor4D,
    tf.randomUniform([1, 1, 4, 3], -0.5, 1, "float32", 7) as tf.Tensor4D,
  ];
}

/** Grad-CAM with a real gradient of Σ μ, normalised like the shortcut. */
function attentionByGradient(features: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  const sumOfMeans = (f: tf.Tensor) => {
    const rows = f.reshape([-1, kernel.shape[2]]);
    return tf.sum(tf.matMul(rows, kernel.reshape([kernel.shape[2], kernel.shape[3]])));
  };
  const alpha = tf.mean(tf.grad(sumOfMeans)(features), [1, 2], true); // [b, 1, 1, c]
  const map = tf.relu(tf.sum(tf.mul(features, alpha), 3, true));
  return tf.div(map, tf.add(tf.max(map, [1, 2, 3], true), 1e-6));
}

Deno.test("cavga: the shortcut is Grad-CAM, and its loss has the gradients of a second order", () =>
  noLeak(async () => {
    const outcome = (map: typeof attentionMap) => {
      const [features, kernel] = drawAttention();
      const loss = (f: tf.Tensor, k: tf.Tensor) =>
        attentionLoss(map(f as tf.Tensor4D, k as tf.Tensor4D));
      const [byFeatures, byKernel] = tf.grads(loss)([features, kernel]);
      return { map: map(features, kernel), byFeatures: byFeatures!, byKernel: byKernel! };
    };
    const own = await readAndDispose(tf.tidy(() => outcome(attentionMap)));
    const expected = await readAndDispose(tf.tidy(() => outcome(attentionByGradient)));
    for (const part of ["map", "byFeatures", "byKernel"] as const) {
      assert(expected[part].some((value) => value !== 0), part);
      assertClose(own[part], expected[part], TOLERANCE.oracle, `${part}`);
    }
  }));

Deno.test("cavga: an image's attention is its own, and its highest value is 1", () =>
  noLeak(() =>
    tf.tidy(() => {
      const [features, kernel] = drawAttention();
      const positive = tf.abs(kernel) as tf.Tensor4D;
      const both = attentionMap(features, positive);
      const brighter = tf.mul(features, tf.tensor4d([1, 50], [2, 1, 1, 1])) as tf.Tensor4D;
      const again = attentionMap(brighter, positive);
      assertClose(again.dataSync(), both.dataSync(), TOLERANCE.sums);
      assertNear(both.max().dataSync()[0]!, 1, TOLERANCE.sums);
      // Without any attention the map is 0 and the loss 1.
      const none = attentionMap(features, tf.neg(positive));
      assertEquals(attentionLoss(none).dataSync()[0], 1);
      assertNear(
        attentionLoss(attentionMap(tf.ones([1, 2, 2, 4]), positive)).dataSync()[0]!,
        0,
        1e-5,
      );
    })
  ));

Deno.test("cavga: the terms of the bound are those of one value of an image", () =>
  noLeak(() =>
    tf.tidy(() => {
      const images = tf.ones([2, 2, 2, 1]) as tf.Tensor4D;
      const logits = tf.zeros([2, 2, 2, 1]) as tf.Tensor4D;
      // ½ μ² of 8 values each 2: 16 an image, of 4 values.
      const code = { mean: tf.fill([2, 2, 2, 2], 2), logVariance: tf.zeros([2, 2, 2, 2]) } as {
        mean: tf.Tensor4D;
        logVariance: tf.Tensor4D;
      };
      const { reconstruction, kl } = vaeTerms(images, logits, code);
      assertNear(reconstruction.dataSync()[0]!, Math.log(2), TOLERANCE.rounding);
      assertNear(kl.dataSync()[0]!, 4, TOLERANCE.rounding);
    })
  ));

Deno.test("cavga: gradients reach every weight of the network that is updated, and no other", () =>
  noLeak(async () => {
    const config = cavgaConfig.resolve(small, facts, "t");
    const { parameters, networks, dispose } = build(config);
    const images = tf.randomUniform([4, 16, 16, 3], -1, 1, "float32", 1) as tf.Tensor4D;
    const noise = tf.randomNormal([4, 4, 4, 8], 0, 1, "float32", 2) as tf.Tensor4D;
    const kept: tf.Tensor[] = [];
    await assertGradientsReach(parameters, (update) => {
      const terms = cavgaStep(networks, { images, noise }, (name, gradients) => {
        const own = gradients.map((gradient) => tf.keep(gradient));
        kept.push(...own);
        update(name, own);
      }, config);
      tf.dispose(terms);
    });
    tf.dispose([images, noise, kept]);
    dispose();
  }));

Deno.test("cavga: the total is the weighted sum, and the networks pull against each other", () =>
  noLeak(async () => {
    const weights = { reconstruction: 2, adversarial: 3, attention: 5 };
    const config = cavgaConfig.resolve({ ...small, weights }, facts, "t");
    const { networks, dispose } = build(config);
    const images = tf.randomUniform([4, 16, 16, 3], -1, 1, "float32", 1) as tf.Tensor4D;
    const noise = tf.randomNormal([4, 4, 4, 8], 0, 1, "float32", 2) as tf.Tensor4D;
    const terms = await readAndDispose(cavgaStep(networks, { images, noise }, () => {}, config));
    const [total, reconstruction, kl, adversarial, attention] = [
      "total",
      "reconstruction",
      "kl",
      "adversarial",
      "attention",
    ].map((name) => terms[name]![0]!) as [number, number, number, number, number];
    const sum = 2 * (reconstruction + kl) + 3 * adversarial + 5 * attention;
    assertNear(total, sum, TOLERANCE.meanLosses * sum);

    // The generator wants its images to look real, the discriminator to tell them apart.
    const { encode, decode } = networks.autoencoder;
    const rebuilt = tf.tidy(() =>
      fromUnit(tf.sigmoid(decode(drawCode(encode(images, "train"), noise), "train")))
    );
    const [real, fake] = tf.tidy(() =>
      [images, rebuilt].map((input) => networks.discriminator(input, "batch").arraySync().flat())
    ) as [number[], number[]];
    const bce = (logits: readonly number[], wanted: 1 | -1) =>
      logits.reduce((sum, logit) => sum + Math.log1p(Math.exp(-wanted * logit)), 0) / logits.length;
    assertNear(adversarial, bce(fake, 1), TOLERANCE.meanLosses, "adversarial");
    const discriminator = terms["discriminator"]![0]!;
    const both = (bce(real, 1) + bce(fake, -1)) / 2;
    assertNear(discriminator, both, TOLERANCE.meanLosses, "discriminator");
    tf.dispose([images, noise, rebuilt]);
    dispose();
  }));

Deno.test("cavga: the encoder ends at the deepest map of at least 4 positions that divides the image", () => {
  const shape = (backbone: CavgaConfig["backbone"], imageSize: number) => {
    const found = encoderShape({ backbone, imageSize });
    return [found.stage, found.size, found.channels];
  };
  assertEquals(shape("resnet18", 256), ["stage4", 16, 512]);
  assertEquals(shape("resnet18", 128), ["stage4", 8, 512]);
  assertEquals(shape("resnet18", 32), ["stage4", 4, 512]);
  assertEquals(shape("resnet18", 28), ["stage3", 7, 256]);
  assertEquals(shape("resnet18_layers1_3", 128), ["stage3", 16, 256]);
  assertEquals(shape("resnet50v2", 128), ["stage3", 8, 1024]);
  assertEquals(shape("squeezenet1_1", 128), ["stage4", 8, 512]);
  assertEquals(shape("resnet50", 30), ["stem", 15, 64]);
  assertThrows(() => shape("resnet50", 31), RangeError, "31 pixels");
});

Deno.test("cavga: ResNet-18 has its 11,176,512 values, and 28 and 32 pixels come back", () =>
  noLeak(() => {
    for (
      const [imageSize, channels, encoder] of [[28, 1, 2_782_784], [32, 3, 11_176_512]] as const
    ) {
      const config = cavgaConfig.resolve({}, { imageSize, channels, trainingImages: 64 }, "t");
      const { parameters, networks: { autoencoder, discriminator }, dispose } = build(config);
      const own = [...parameters.autoencoder.names()]
        .filter((name) => name.startsWith("encoder.") && parameters.autoencoder.get(name).trainable)
        .reduce((sum, name) => sum + parameters.autoencoder.get(name).size, 0);
      assertEquals(own, encoder);
      tf.tidy(() => {
        const images = tf.zeros([2, imageSize, imageSize, channels]) as tf.Tensor4D;
        const { mean } = autoencoder.encode(images, "score");
        assertEquals(autoencoder.decode(mean, "score").shape, images.shape);
        assertEquals(discriminator(images, "batch").shape, [2, 1]);
      });
      dispose();
    }
  }));

Deno.test("cavga: a pretrained encoder begins with the file's weights, and the record has their hash", () =>
  noLeak(async () => {
    const kernel = async (pretrained: boolean, seed: number) => {
      const config = cavgaConfig.resolve({ ...small, pretrained }, facts, "t");
      using detector = CAVGA.create(config, seed);
      return (await detector.state.export())["autoencoder/encoder.features.0.kernel"]!.values;
    };
    assertEquals(await kernel(true, 0), await kernel(true, 1));
    const drawnApart = relativeError(await kernel(false, 0), await kernel(false, 1));
    assertAtLeast(drawnApart, 0.1, "difference of two drawn kernels");
    using detector = CAVGA.create(
      cavgaConfig.resolve({ ...small, pretrained: true }, facts, "t"),
      0,
    );
    const images = testImages({ count: 8, size: 16, channels: 3, seed: 1 });
    const { diagnostics } = await detector.fit(images, { seed: 0 });
    const { weightsSha256, input } = diagnostics.backbone as BackboneFacts;
    assertEquals([weightsSha256.length, input.std[0]], [64, 0.229]);
    // A trained model has these values, and needs the file no more.
    const state = await detector.state.export();
    using loaded = CAVGA.restore(detector.config, state, "dir", { weights: ["/nowhere"] });
    const name = "autoencoder/encoder.features.0.kernel";
    assertEquals((await loaded.state.export())[name], state[name]);
  }));

Deno.test("cavga: what is rebuilt after a training is nearer than the mean image", () =>
  noLeak(async () => {
    using detector = CAVGA.create(
      cavgaConfig.resolve({ ...small, epochs: 150 }, facts, "t"),
      0,
    );
    const images = testImages({ count: 8, size: 16, channels: 3, seed: 1 });
    const { history } = await detector.fit(images, { seed: 0 });
    const size = 16 * 16 * 3;
    let sum = 0;
    for (let k = 0; k < size; k++) {
      const values = Array.from({ length: 8 }, (_, i) => images.pixels[i * size + k]! / 255);
      const mean = values.reduce((a, b) => a + b, 0) / 8;
      for (const x of values) sum -= x * Math.log(mean) + (1 - x) * Math.log(1 - mean);
    }
    const { reconstruction } = history.losses.at(-1)!;
    assertAtMost(reconstruction!, sum / (8 * size), "cross-entropy against the mean image's");
  }));

Deno.test("cavga: scores are the mean absolute error of pixels in [0, 1], maps 1 − attention", () =>
  noLeak(async () => {
    using detector = CAVGA.create(cavgaConfig.resolve(small, facts, "t"), 0);
    const images = testImages({ count: 6, size: 16, channels: 3, seed: 1 });
    const { scores, maps, reconstructions } = await scoreImages(detector, images);
    const size = 16 * 16 * 3;
    for (const [i, score] of scores.entries()) {
      let sum = 0;
      for (let k = i * size; k < (i + 1) * size; k++) {
        sum += Math.abs(images.pixels[k]! / 255 - (reconstructions![k]! + 1) / 2);
      }
      assertNear(score, sum / size, TOLERANCE.sums);
    }
    assert(maps!.every((value) => value >= 0 && value <= 1));
  }));

Deno.test("cavga: the report tells attention on a patch from that below it, and warns of a flat one", () =>
  noLeak(async () => {
    const images = tf.ones([2, 8, 8, 3]) as tf.Tensor4D;
    // Attention is 0.75 where the image is bright and 0 where the patch inverted it.
    const dims = (x: tf.Tensor4D) =>
      tf.tidy(() => tf.mul(tf.maximum(tf.mean(x, 3, true), 0), 0.75) as tf.Tensor4D);
    const { diagnostics, warnings } = await reportAttention(images, dims);
    assertNear(diagnostics.attention, 0.75, TOLERANCE.rounding);
    assertNear(diagnostics.attentionBelowPatch, 0.75, TOLERANCE.rounding);
    assertEquals(diagnostics.attentionOnPatch, 0);
    assertEquals(diagnostics.attentionHistogram.map((share) => Math.round(share)), [
      ...[0, 0, 0, 0, 0, 0, 0, 1, 0, 0],
    ]);
    assertEquals(warnings, []);
    const flat = await reportAttention(images, (x) => tf.ones([x.shape[0], 4, 4, 1]));
    assert(flat.warnings[0]?.startsWith("attention is 1.000 nearly everywhere"));
    images.dispose();
  }));

Deno.test("cavga: only ResNet-18 with pretrained weights has the plain name", () => {
  const name = (backbone: string, pretrained: boolean) =>
    runName({ method: "cavga", config: { backbone, pretrained } });
  assertEquals(name("resnet18", true), "cavga");
  assertEquals(name("resnet18", false), "cavga[resnet18_scratch]");
  assertEquals(name("squeezenet1_1", true), "cavga[squeezenet1_1]");
});

Deno.test("cavga: sizes that halving does not bring to a small map are refused in one line", () => {
  assertThrows(
    () => cavgaConfig.resolve({}, { ...facts, imageSize: 31 }, "config"),
    InputError,
    "config: imageSize: halving 31 ends at 31 pixels",
  );
});

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { InputError } from "../../lib/errors.ts";
import { aeConfig } from "../../lib/methods/ae/config.ts";
import { memaeConfig } from "../../lib/methods/memae/config.ts";
import { MEMAE } from "../../lib/methods/memae/detector.ts";
import {
  addressingEntropy,
  hardShrink,
  memory,
  scaleToOne,
} from "../../lib/methods/memae/memory.ts";
import { memoryReport, memoryWarnings } from "../../lib/methods/memae/memory_report.ts";
import { memaeNetwork } from "../../lib/methods/memae/network.ts";
import { Parameters } from "../../lib/nn/variables/parameters.ts";
import { Random } from "../../lib/random.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { assertClose, assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { testImages } from "../test_images.ts";
import { TOLERANCE } from "../tolerances.ts";
import { assertGradientsReach } from "./gradient_checks.ts";

await useSynchronousBackend();

const facts = { imageSize: 16, channels: 3, trainingImages: 8 } as const;
const small = { widths: [4, 8], items: 6, batchSize: 4, epochs: 2 };

Deno.test("memae: parameters of the networks for MNIST and CIFAR-10", () => {
  const parts = (imageSize: number, channels: 1 | 3) => {
    using parameters = new Parameters();
    const queries = { queries: "position" };
    const config = memaeConfig.resolve(queries, { ...facts, imageSize, channels }, "t");
    memaeNetwork({ parameters, random: new Random(0) }, config);
    return ["encoder", "memory", "decoder"].map((part) =>
      [...parameters.names()]
        .filter((name) => name.startsWith(`${part}.`) && parameters.get(name).trainable)
        .reduce((count, name) => count + parameters.get(name).size, 0)
    );
  };
  assertEquals(parts(28, 1), [23_392, 6_400, 23_329]);
  assertEquals(parts(32, 3), [519_552, 128_000, 518_787]);
});

Deno.test("memae: 28 pixels come back as 28 pixels, through maps of odd size", () =>
  noLeak(() => {
    using parameters = new Parameters();
    const gray = { ...facts, imageSize: 28, channels: 1 } as const;
    const config = memaeConfig.resolve({ queries: "position" }, gray, "t");
    const network = memaeNetwork({ parameters, random: new Random(0) }, config);
    tf.tidy(() => {
      const { reconstructions, weights } = network(tf.zeros([2, 28, 28, 1]), "score");
      assertEquals(reconstructions.shape, [2, 28, 28, 1]);
      assertEquals(weights.shape, [2 * 4 * 4, 100]); // 28 → 14 → 7 → 4
    });
  }));

Deno.test("memae: weights up to λ become 0, the others are scaled to the sum 1", () =>
  noLeak(() =>
    tf.tidy(() => {
      const weights = tf.tensor2d([[0.1, 0.2, 0.7], [0.3, 0.3, 0.4], [0.2, 0.2, 0.2]]);
      const shrunk = hardShrink(weights, Math.fround(0.2));
      const expected = [0, 0, 0.7, 0.3, 0.3, 0.4, 0, 0, 0];
      assertEquals([...shrunk.dataSync()], expected.map(Math.fround));
      const scaled = scaleToOne(shrunk).dataSync();
      assertClose(scaled, [0, 0, 1, 0.3, 0.3, 0.4, 0, 0, 0], TOLERANCE.oracle);
    })
  ));

Deno.test("memae: shrinkage is the published formula, gradient included", () =>
  noLeak(() =>
    tf.tidy(() => {
      const logits = tf.randomNormal([40, 9], 0, 1, "float32", 1) as tf.Tensor2D;
      const upstream = tf.randomNormal([40, 9], 0, 1, "float32", 2);
      const published = (w: tf.Tensor) => {
        const excess = tf.sub(w, 0.1);
        return tf.div(tf.mul(tf.relu(excess), w), tf.add(tf.abs(excess), 1e-12));
      };
      const pair = (shrink: (w: tf.Tensor2D) => tf.Tensor) => {
        const f = (x: tf.Tensor) =>
          tf.sum(tf.mul(scaleToOne(shrink(tf.softmax(x) as tf.Tensor2D) as tf.Tensor2D), upstream));
        return [f(logits).dataSync(), tf.grad(f)(logits).dataSync()] as const;
      };
      const [value, gradient] = pair((w) => hardShrink(w, 0.1));
      const [expected, expectedGradient] = pair(published);
      assertClose(value, expected, TOLERANCE.oracle);
      assertClose(gradient, expectedGradient, TOLERANCE.oracle);
    })
  ));

Deno.test("memae: addressing by dot product and by cosine", () =>
  noLeak(() => {
    const address = (similarity: "dot" | "cosine") => {
      using parameters = new Parameters();
      const options = { items: 2, similarity, shrinkage: 0 };
      const built = memory({ parameters, random: new Random(0) }, 2, options);
      return tf.tidy(() => {
        parameters.get("memory.items").assign(tf.tensor2d([[2, 0], [0, 4]]));
        const weights = built.address(tf.tensor2d([[3, 4]]));
        return { weights: [...weights.dataSync()], mix: [...built.mix(weights).dataSync()] };
      });
    };
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    const dot = address("dot"); // logits 6 and 16
    assertNear(dot.weights[1]!, sigmoid(10), TOLERANCE.rounding);
    assertNear(dot.mix[1]!, 4 * sigmoid(10), TOLERANCE.sums);
    const cosine = address("cosine"); // logits 3/5 and 4/5
    assertNear(cosine.weights[1]!, sigmoid(0.2), TOLERANCE.rounding);
    assertNear(cosine.mix[0]!, 2 * sigmoid(-0.2), TOLERANCE.sums);
  }));

Deno.test("memae: entropy of one item is 0, of two alike log 2, of no weight 0", () =>
  noLeak(() =>
    tf.tidy(() => {
      const entropy = (...rows: number[][]) => addressingEntropy(tf.tensor2d(rows)).dataSync()[0]!;
      assertNear(entropy([1, 0, 0]), 0, TOLERANCE.rounding);
      assertNear(entropy([0.5, 0.5, 0]), Math.log(2), TOLERANCE.rounding);
      assertNear(entropy([0, 0, 0]), 0, TOLERANCE.rounding);
      assertNear(entropy([1, 0], [0.5, 0.5]), Math.log(2) / 2, TOLERANCE.rounding);
    })
  ));

Deno.test("memae: queries that lose all weight are counted, reported and decoded from zeros", () =>
  noLeak(async () => {
    const overrides = { ...small, shrinkage: 0.9, queries: "position" };
    using detector = MEMAE.create(memaeConfig.resolve(overrides, facts, "t"), 0);
    const images = testImages({ count: 8, size: 16, channels: 3 });
    const { diagnostics, warnings } = await detector.fit(images, { seed: 0 });
    assertEquals(diagnostics.memory, {
      queries: 8 * 4 * 4,
      emptyQueries: 8 * 4 * 4,
      itemsPerQuery: 0,
      itemsInUse: 0,
      items: 6,
    });
    assert(warnings[0]!.includes("128 of 128 queries lose all weight"));
    const { scores, reconstructions } = await scoreImages(detector, images);
    assert(scores.every(Number.isFinite));
    const [first, second] = [reconstructions!.slice(0, 768), reconstructions!.slice(768, 1536)];
    assertEquals(first, second);
  }));

Deno.test("memae: the report counts items with weight", () =>
  noLeak(async () => {
    const weights = () => tf.tensor2d([[1, 0, 0], [0.5, 0.5, 0], [0, 0, 0]]);
    const network = (images: tf.Tensor4D) => ({ reconstructions: images, weights: weights() });
    const images = tf.zeros([1, 1, 1, 1]) as tf.Tensor4D;
    const report = await memoryReport(network, images);
    images.dispose();
    assertEquals(report, {
      ...{ queries: 3, emptyQueries: 1, itemsPerQuery: 1, itemsInUse: 2, items: 3 },
    });
    assertEquals(memoryWarnings({ ...report, emptyQueries: 0 }), []);
  }));

for (
  const variant of [
    { similarity: "cosine", queries: "position" },
    { similarity: "dot", queries: "whole", activation: "relu" },
  ]
) {
  Deno.test(`memae: the loss reaches every variable with ${JSON.stringify(variant)}`, () =>
    noLeak(async () => {
      using parameters = new Parameters();
      const config = memaeConfig.resolve({ ...small, ...variant, shrinkage: 0.05 }, facts, "t");
      const network = memaeNetwork({ parameters, random: new Random(1) }, config);
      const images = tf.randomUniform([4, 16, 16, 3], -1, 1, "float32", 1) as tf.Tensor4D;
      await assertGradientsReach(parameters, () => {
        const { reconstructions, weights } = network(images, "train");
        const error = tf.mean(tf.square(tf.sub(images, reconstructions)));
        return tf.add(error, tf.mul(addressingEntropy(weights), 0.1)) as tf.Scalar;
      });
      images.dispose();
      const whole = variant.queries === "whole";
      assertEquals(parameters.get("memory.items").shape, [6, whole ? 4 * 4 * 8 : 8]);
    }));
}

Deno.test("memae: items start uniform in ±1/√C, the rate drops where the AE's does", () =>
  noLeak(() => {
    using parameters = new Parameters();
    const options = { items: 50, similarity: "cosine", shrinkage: 0 } as const;
    memory({ parameters, random: new Random(0) }, 64, options);
    const values = parameters.get("memory.items").dataSync<"float32">();
    assert(values.every((value) => Math.abs(value) <= 1 / 8));
    const second = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    assertNear(second, 1 / 64 / 3, 4 * Math.sqrt(4 / 45 / values.length) / 64); // ± 4 σ
    for (const imageSize of [32, 128]) {
      const data = { ...facts, imageSize };
      const [ours, ae] = [memaeConfig.resolve({}, data, "t"), aeConfig.resolve({}, data, "t")];
      assertEquals([ours.decayAt, ours.decayFactor], [ae.decayAt, ae.decayFactor]);
    }
  }));

Deno.test("memae: defaults by size and channels, λ by the number of items", () => {
  const of = (imageSize: number, channels: 1 | 3, overrides = {}) =>
    memaeConfig.resolve(overrides, { ...facts, imageSize, channels }, "t");
  assertEquals(of(28, 1).encoderKernels, [1, 3, 3]);
  assertEquals(of(32, 3).encoderKernels, [3, 3, 3, 3]);
  assertEquals(of(128, 3).widths, [16, 32, 64, 128]);
  assertEquals(of(256, 1).widths, [16, 32, 64, 128, 256]);
  assertEquals([28, 32, 128].map((size) => of(size, 3).queries), ["whole", "whole", "position"]);
  assertEquals(of(28, 1).shrinkage, 0.01);
  assertEquals(of(28, 1, { items: 50 }).shrinkage, 0.02);
});

Deno.test("memae: mistakes in the configuration are named", () => {
  const cases: [unknown, string][] = [
    [{ encoderKernels: [3] }, "m.json: encoderKernels: expected one value for each of 4 widths"],
    [{ similarity: "euclid" }, "m.json: similarity"],
    [{ shrinkage: 1 }, "m.json: shrinkage"],
  ];
  for (const [overrides, message] of cases) {
    const error = assertThrows(() => memaeConfig.resolve(overrides, facts, "m.json"), InputError);
    assert(error.message.includes(message), error.message);
  }
});

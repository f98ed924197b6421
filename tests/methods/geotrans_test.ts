import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { subset } from "../../lib/data/images/image_set.ts";
import { scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { InputError } from "../../lib/errors.ts";
import { geotransConfig } from "../../lib/methods/geotrans/config.ts";
import { GEOTRANS } from "../../lib/methods/geotrans/detector.ts";
import { digamma, inverseDigamma, trigamma } from "../../lib/methods/geotrans/digamma.ts";
import { fitDirichlet } from "../../lib/methods/geotrans/dirichlet.ts";
import { expandedSet, transformationAt } from "../../lib/methods/geotrans/expanded_set.ts";
import { transformationLoss } from "../../lib/methods/geotrans/loss.ts";
import { wideResidualNetwork } from "../../lib/methods/geotrans/network.ts";
import { AnswerSums, dirichletScores, simplifiedScores } from "../../lib/methods/geotrans/score.ts";
import { transformations } from "../../lib/methods/geotrans/transformations.ts";
import { Parameters } from "../../lib/nn/variables/parameters.ts";
import { Random } from "../../lib/random.ts";
import { runTitle } from "../../lib/registry/naming.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { assertAtMost, assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { scoredValues } from "../scored_values.ts";
import { testImages } from "../test_images.ts";
import { TOLERANCE } from "../tolerances.ts";
import { assertGradientsReach } from "./gradient_checks.ts";

await useSynchronousBackend();

const facts = { imageSize: 16, channels: 3, trainingImages: 6 } as const;
const small = { widen: 1, batchSize: 144, epochs: 1 };

interface References {
  readonly x: number[];
  readonly digamma: number[];
  readonly trigamma: number[];
  readonly y: number[];
  readonly inverse: number[];
  readonly dirichlet: { probabilities: number[]; logarithms: number[]; alpha: number[] }[];
}

const references: References = JSON.parse(
  await Deno.readTextFile(new URL("../golden/digamma.json", import.meta.url)),
);

/** Compares relative to a thousandth at least: near roots only the absolute error is small. */
function assertSpecial(actual: number, expected: number, bound: number, name: string): void {
  const error = Math.abs(actual - expected) / Math.max(1e-3, Math.abs(expected));
  assertAtMost(error, bound, `${name}: ${actual}, expected ${expected}: relative difference`);
}

Deno.test("geotrans: digamma, trigamma and the inverse are SciPy's", () => {
  const { x, y } = references;
  x.forEach((value, i) => {
    assertSpecial(digamma(value), references.digamma[i]!, TOLERANCE.special, `ψ(${value})`);
    assertSpecial(trigamma(value), references.trigamma[i]!, TOLERANCE.special, `ψ′(${value})`);
  });
  y.forEach((value, i) => {
    const expected = references.inverse[i]!;
    assertSpecial(inverseDigamma(value), expected, TOLERANCE.special, `ψ⁻¹(${value})`);
    for (const near of [expected * 1.01, expected * 0.5, expected * 30]) {
      const found = inverseDigamma(value, near);
      assertSpecial(found, expected, TOLERANCE.special, `ψ⁻¹(${value}) from ${near}`);
    }
  });
  assertThrows(() => digamma(0), RangeError, "above 0");
});

Deno.test("geotrans: the Dirichlet fit is where the likelihood has no slope", () => {
  for (const { probabilities, logarithms, alpha } of references.dirichlet) {
    const fit = fitDirichlet({
      probabilities: Float64Array.from(probabilities),
      logarithms: Float64Array.from(logarithms),
    });
    assertEquals(fit.converged, true);
    alpha.forEach((a, j) => assertSpecial(fit.alpha[j]!, a, TOLERANCE.dirichlet, `α ${j}`));
  }
});

Deno.test("geotrans: a fit to one vector alone ends with finite values", () => {
  const certain = [1 - 1e-7, 1e-7, 0].map((p) => Math.max(p, 1e-300));
  const fit = fitDirichlet({
    probabilities: Float64Array.from(certain),
    logarithms: Float64Array.from(certain, Math.log),
  });
  assert(fit.alpha.every((a) => a > 0 && Number.isFinite(a)));
});

Deno.test("geotrans: the transformations are distinct, the first is the identity, all by hand", () => {
  const all = transformations(4);
  assertEquals(new Set(all.map((move) => move.join())).size, 72);
  assertEquals([...all[0]!], Array.from({ length: 16 }, (_, i) => i));
  const of = (
    flip: number,
    rows: number,
    columns: number,
    turns: number,
  ) => [...all[((flip * 3 + rows) * 3 + columns) * 4 + turns]!];
  // deno-fmt-ignore
  {
    assertEquals(of(1, 0, 0, 0), [3, 2, 1, 0,  7, 6, 5, 4,  11, 10, 9, 8,  15, 14, 13, 12]);
    assertEquals(of(0, 2, 0, 0), [0, 1, 2, 3,  0, 1, 2, 3,  4, 5, 6, 7,  8, 9, 10, 11]);
    assertEquals(of(0, 0, 2, 0), [0, 0, 1, 2,  4, 4, 5, 6,  8, 8, 9, 10,  12, 12, 13, 14]);
    assertEquals(of(0, 0, 0, 1), [3, 7, 11, 15,  2, 6, 10, 14,  1, 5, 9, 13,  0, 4, 8, 12]);
    // mirrored, then moved right, then turned
    assertEquals(of(1, 0, 2, 1), [1, 5, 9, 13,  2, 6, 10, 14,  3, 7, 11, 15,  3, 7, 11, 15]);
  }
  assertThrows(() => transformations(6), RangeError, "quarter");
});

Deno.test("geotrans: parameters of the published networks", () => {
  const count = (overrides: Record<string, unknown>, channels: 1 | 3, imageSize = 32) => {
    const config = geotransConfig.resolve(overrides, { ...facts, imageSize, channels }, "t");
    using detector = GEOTRANS.create(config, 0);
    return detector.parameterCount;
  };
  assertEquals(count({}, 3), 1_214_744);
  assertEquals(count({}, 1), 1_214_456);
  const norm = (c: number) => 2 * c;
  const block = (from: number, to: number) =>
    norm(from) + norm(to) + 9 * from * to + 9 * to * to + (from === to ? 0 : from * to);
  const wide = 9 * 3 * 16 + block(16, 128) + block(128, 128) + block(128, 256) +
    block(256, 256) + block(256, 512) + block(512, 512) + norm(512) + 512 * 72 + 72;
  assertEquals(count({}, 3, 64), wide);
});

Deno.test("geotrans: defaults by image size", () => {
  const of = (imageSize: number) => {
    const config = geotransConfig.resolve({}, { ...facts, imageSize }, "t");
    return [config.imageSize, config.depth, config.widen, config.epochs, config.batchSize];
  };
  assertEquals(of(28), [28, 10, 4, 3, 128]);
  assertEquals(of(64), [64, 16, 8, 3, 128]);
  assertEquals(of(256), of(64));
});

Deno.test("geotrans: the expanded set has every image under every transformation", () =>
  noLeak(async () => {
    const images = testImages({ count: 3, size: 8, channels: 3 });
    const expanded = expandedSet(images);
    assertEquals(expanded.files.length, 3 * 72);
    const indices = [0, 71, 72, 215];
    assertEquals(indices.map(transformationAt), [0, 71, 0, 71]);
    assertEquals(await expanded.read(indices), await images.read([0, 0, 1, 2]));
  }));

Deno.test("geotrans: scores are their formulas", () =>
  noLeak(() =>
    tf.tidy(() => {
      const p = [[0.7, 0.3], [0.1, 0.9]];
      const logarithms = tf.tensor3d([p.map((row) => row.map(Math.log))]);
      const alpha = [[3, 0.5], [2, 4]];
      const expected = -alpha.flatMap((row, i) => row.map((a, j) => (a - 1) * Math.log(p[i]![j]!)))
        .reduce((sum, term) => sum + term) / 2;
      const [score] = dirichletScores(logarithms, tf.tensor2d(alpha)).dataSync();
      assertNear(score!, expected, TOLERANCE.sums);
      assertNear(simplifiedScores(logarithms).dataSync()[0]!, -(0.7 + 0.9) / 2, TOLERANCE.rounding);
    })
  ));

Deno.test("geotrans: answers are summed up as one batch or several", () => {
  const random = new Random(3);
  const k = 3;
  const answers = Float32Array.from({ length: 20 * k * k }, () => random.uniform(0.05, 1));
  for (let row = 0; row < 20 * k; row++) {
    const part = answers.subarray(row * k, (row + 1) * k);
    const sum = part.reduce((total, p) => total + p);
    part.forEach((p, j) => part[j] = Math.log(p / sum));
  }
  const fit = (cuts: number[]) => {
    const sums = new AnswerSums(k);
    cuts.forEach((cut, i) => sums.add(answers.subarray(cut * k * k, (cuts[i + 1] ?? 20) * k * k)));
    return { ...sums.fit(), accuracy: sums.accuracy };
  };
  const whole = fit([0]);
  assertEquals(fit([0, 7, 8]), whole);
  assertEquals(whole.unsettled, 0);
  let right = 0;
  for (let row = 0; row < 20 * k; row++) {
    const part = [...answers.subarray(row * k, (row + 1) * k)];
    if (part.indexOf(Math.max(...part)) === row % k) right++;
  }
  assertNear(whole.accuracy, right / (20 * k), TOLERANCE.metric);
});

for (const depth of [10, 16]) {
  Deno.test(`geotrans: the loss of the network of depth ${depth} reaches every variable`, () =>
    noLeak(async () => {
      using parameters = new Parameters();
      const shape = { channels: 3, depth, widen: 1 } as const;
      const classify = wideResidualNetwork({ parameters, random: new Random(1) }, shape);
      const images = tf.randomUniform([4, 16, 16, 3], -1, 1, "float32", 1) as tf.Tensor4D;
      const chosen = tf.tensor1d([0, 5, 9, 71], "int32");
      await assertGradientsReach(
        parameters,
        () => {
          const trained = parameters.trainables();
          return transformationLoss(classify(images, "train"), chosen, trained, 1).crossEntropy!;
        },
      );
      tf.dispose([images, chosen]);
    }));
}

Deno.test("geotrans: images are surrounded by black up to a multiple of 8", () =>
  noLeak(async () => {
    const make = (imageSize: number) => {
      const overrides = { ...small, score: "simplified" };
      return GEOTRANS.create(
        geotransConfig.resolve(overrides, { ...facts, imageSize }, "t"),
        0,
      );
    };
    using bare = make(12);
    using whole = make(16);
    const images = tf.randomUniform([2, 12, 12, 3], -1, 1, "float32", 1) as tf.Tensor4D;
    const padded = tf.pad(images, [[0, 0], [2, 2], [2, 2], [0, 0]], -1);
    assertEquals(await scoredValues(bare, images), await scoredValues(whole, padded));
  }));

Deno.test("geotrans: the simplified score needs no fit and depends on its image alone", () =>
  noLeak(async () => {
    const config = geotransConfig.resolve({ ...small, score: "simplified" }, facts, "t");
    using detector = GEOTRANS.create(config, 0);
    const images = testImages({ count: 6, size: 16, channels: 3 });
    const { diagnostics } = await detector.fit(images, { seed: 0 });
    assertEquals(Object.keys(diagnostics), ["accuracy"]);
    assert(Object.keys(await detector.state.export()).every((name) => name.startsWith("network/")));
    const { scores } = await scoreImages(detector, images);
    assert(scores.every((score) => score < 0 && score >= -1));
    const reordered = await scoreImages(detector, subset(images, [4, 1, 5]));
    assertEquals([...reordered.scores], [4, 1, 5].map((i) => scores[i]));
  }));

Deno.test("geotrans: transformations that are not learned are reported", () =>
  noLeak(async () => {
    const config = geotransConfig.resolve({ ...small, learningRate: 1e-9 }, facts, "t");
    using detector = GEOTRANS.create(config, 0);
    const images = testImages({ count: 6, size: 16, channels: 3 });
    const { diagnostics, untrained } = await detector.fit(images, { seed: 0 });
    const accuracy = Number(diagnostics.accuracy);
    assert(accuracy < 0.1);
    assertMatch(untrained!, /told apart, guessing has 1\.4 %$/);
  }));

Deno.test("geotrans: mistakes in the configuration are named", () => {
  const cases: [unknown, string][] = [
    [{ depth: 12 }, "geo.json: depth: expected 10, 16, 22 or a further 6n + 4, found 12"],
    [{ depth: 4 }, "geo.json: depth"],
    [{ score: "mean" }, "geo.json: score"],
    [{ passes: 3 }, "geo.json: unknown field passes"],
  ];
  for (const [overrides, message] of cases) {
    const error = assertThrows(
      () => geotransConfig.resolve(overrides, facts, "geo.json"),
      InputError,
    );
    assert(error.message.includes(message), error.message);
  }
});

Deno.test("geotrans: the simplified score is a variant, which has no published values", () => {
  const named = (score: string) => runTitle({ method: "geotrans", config: { score } });
  assertEquals([named("dirichlet"), named("simplified")], ["GeoTrans", "GeoTrans[simplified]"]);
});

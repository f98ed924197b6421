import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { subset } from "../../../lib/data/images/image_set.ts";
import type { Detector } from "../../../lib/detector/contract/detector.ts";
import { scoreBatch } from "../../../lib/detector/contract/score_batch.ts";
import { scoreImages } from "../../../lib/detector/scoring/scoring.ts";
import { InputError } from "../../../lib/errors.ts";
import { mahaConfig, mahaImageSize } from "../../../lib/methods/maha/config.ts";
import { MAHA } from "../../../lib/methods/maha/detector.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { noLeak } from "../../no_leak.ts";
import { testImages } from "../../test_images.ts";
import { useDrawnWeights } from "../../weights.ts";

await useSynchronousBackend();
useDrawnWeights("squeezenet1_1");

const SIZE = 40;
const facts = { imageSize: SIZE, channels: 3, trainingImages: 20 } as const;
const training = testImages({ count: 20, size: SIZE, channels: 3, seed: 1 });
const held = testImages({ count: 6, size: SIZE, channels: 3, seed: 2 });
const LEVELS = ["stem", "stage1", "stage2", "stage3", "stage4"];

function create(overrides: Record<string, unknown> = {}): Detector {
  const config = mahaConfig.resolve({ backbone: "squeezenet1_1", ...overrides }, facts, "test");
  return MAHA.create(config, 0);
}

async function scores(
  overrides: Record<string, unknown> = {},
  seed = 0,
): Promise<Float32Array> {
  using detector = create(overrides);
  await detector.fit(training, { seed });
  return (await scoreImages(detector, held)).scores;
}

/** The report on a level in the record. */
interface LevelReport {
  readonly name: string;
  readonly dimensions: number;
  readonly squaredDistanceOverDimensions: { readonly fitted: number; readonly heldOut?: number };
}

Deno.test("maha: the sum of all levels is the sum of the single ones", () =>
  noLeak(async () => {
    const sum = new Float64Array(held.files.length);
    for (const score of LEVELS) {
      (await scores({ score })).forEach((distance, i) => sum[i]! += distance);
    }
    const all = await scores();
    all.forEach((value, i) => assert(Math.abs(value - sum[i]!) < 1e-5 * value));
    assertEquals(await scores({ levels: LEVELS }), all);
    assertNotEquals(await scores({ levels: LEVELS.slice(1) }), all);
  }));

for (const reduction of ["pca", "npca"]) {
  Deno.test(`maha: ${reduction} keeps fewer dimensions, and its model loads to the same bits`, () =>
    noLeak(async () => {
      using detector = create({ reduction, variance: 0.9 });
      const { diagnostics } = await detector.fit(training, { seed: 0 });
      const levels = diagnostics.levels as LevelReport[];
      assertEquals(levels.map(({ name }) => name), LEVELS);
      // At most one direction fewer than there are images.
      assert(levels.every(({ dimensions }) => dimensions >= 1 && dimensions <= 19));
      using loaded = MAHA.restore(detector.config, await detector.state.export(), "model");
      const [own, again] = [await scoreImages(detector, held), await scoreImages(loaded, held)];
      assertEquals(again.scores, own.scores);
      assert(own.scores.every((score) => Number.isFinite(score) && score > 0));
      assertEquals(own.maps, undefined);
    }));
}

Deno.test("maha: folds leave a part out that the seed names, each image once", () =>
  noLeak(async () => {
    const fitted = new Set<string>();
    for (let seed = 0; seed < 6; seed++) {
      using detector = create({ folds: 5, score: "stage1" });
      const { diagnostics } = await detector.fit(training, { seed });
      assertEquals(diagnostics.fittedImages, 16);
      const [level] = diagnostics.levels as LevelReport[];
      const { fitted: inside, heldOut } = level!.squaredDistanceOverDimensions;
      assert(inside > 0 && heldOut! > 0);
      const state = await detector.state.export();
      fitted.add(state["vectors/stage1"]!.values.join());
    }
    assertEquals(fitted.size, 5); // seed 5 is fold 0 again
    assertEquals(await scores({ folds: 1 }, 0), await scores({ folds: 1 }, 1));
  }));

Deno.test("maha: images that do not vary are refused with a line", () =>
  noLeak(async () => {
    using detector = create();
    const same = subset(training, [0, 0, 0]);
    const error = await detector.fit(same, { seed: 0 }).catch((error) => error);
    assert(error instanceof InputError);
    assertStringIncludes(error.message, "the 3 training images do not vary in stem");
    const image = tf.zeros([1, SIZE, SIZE, 3]) as tf.Tensor4D;
    await assertRejects(() => scoreBatch(detector, image), RangeError, "before the fit");
    image.dispose();
  }));

Deno.test("maha: a state of other levels, sizes or weights is refused", () =>
  noLeak(async () => {
    using detector = create({ levels: ["stem", "stage1"] });
    await detector.fit(training, { seed: 0 });
    const state = await detector.state.export();
    const { "vectors/stem": stem, ...rest } = state;
    const zeros = (...shape: number[]) => ({
      shape,
      values: new Float32Array(shape.reduce((n, d) => n * d, 1)),
    });
    const cases: [typeof state, string][] = [
      [rest, "tensor stem is missing"],
      [{ ...state, "vectors/stage2": zeros(20, 256) }, "unknown tensor stage2"],
      [{ ...rest, "vectors/stem": zeros(20, 63) }, "expected shape [images, 64], found [20,63]"],
      [{ ...rest, "vectors/stem": zeros(0, 64) }, "found [0,64]"],
      [{ ...rest, "vectors/stem": { ...stem!, shape: [1280] } }, "found [1280]"],
      [
        { ...rest, "vectors/stem": { shape: [10, 64], values: stem!.values.slice(640) } },
        "levels of 10 and 20 images",
      ],
      [{ ...rest, "vectors/stem": zeros(20, 64) }, "do not vary in stem"],
      [{ ...state, "weights/sha256": zeros(32) }, "made with weights of squeezenet1_1"],
    ];
    for (const [tensors, message] of cases) {
      const error = assertThrows(
        () => MAHA.restore(detector.config, tensors, "model"),
        InputError,
      );
      assertStringIncludes(error.message, message);
    }
  }));

Deno.test("maha: defaults are the paper's, mistakes are named", () => {
  const config = mahaConfig.resolve({}, { ...facts, imageSize: 380 }, "t");
  assertEquals([config.backbone, config.levels, config.folds], ["efficientnet_b4", "all", 1]);
  assertEquals(mahaConfig.parse(JSON.parse(JSON.stringify(config)), "t"), config);
  assertEquals([mahaImageSize({}), mahaImageSize({ backbone: "resnet18" })], [380, 224]);
  assertThrows(() => create({ levels: ["stage9"] }), InputError, "has no stage stage9");
  assertThrows(() => create({ score: "stage9" }), InputError, "has no stage stage9");
  assertThrows(
    () => create({ levels: ["stem"], score: "stage1" }),
    InputError,
    "score: stage1 is none of the levels; expected sum, stem",
  );
  assertThrows(() => create({ reduction: "ica" }), InputError, "reduction");
});

Deno.test("maha: two training images are too few, and images may be too small for the network", async () => {
  using detector = create();
  await assertRejects(
    () => detector.fit(subset(training, [0, 1]), { seed: 0 }),
    InputError,
    "2 training images; a covariance needs 3 or more",
  );
  const tiny = mahaConfig.resolve({ backbone: "squeezenet1_1" }, { ...facts, imageSize: 16 }, "t");
  assertThrows(
    () => MAHA.create(tiny, 0),
    InputError,
    "images of 16×16 pixels are too small for squeezenet1_1; take a larger imageSize",
  );
});

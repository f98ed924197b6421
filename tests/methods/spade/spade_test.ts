import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { CategoryImages } from "../../../lib/data/checks/category_images.ts";
import { type ImageSet, subset } from "../../../lib/data/images/image_set.ts";
import { type MemoryImages, memoryImages } from "../../../lib/data/images/memory_images.ts";
import type { Detector } from "../../../lib/detector/contract/detector.ts";
import { scoreBatch } from "../../../lib/detector/contract/score_batch.ts";
import { cropImage, extendMap } from "../../../lib/detector/define/crop.ts";
import { FeatureCache } from "../../../lib/detector/machine/feature_cache.ts";
import { type ScoredImages, scoreImages } from "../../../lib/detector/scoring/scoring.ts";
import { InputError } from "../../../lib/errors.ts";
import { evaluate } from "../../../lib/experiment/evaluate/evaluate.ts";
import { spadeConfig } from "../../../lib/methods/spade/config.ts";
import { SPADE } from "../../../lib/methods/spade/detector.ts";
import { packPixels, unpackPixels } from "../../../lib/methods/spade/packed_images.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { assertAtMost, assertNear } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { withTempDir } from "../../temp_dir.ts";
import { testImages } from "../../test_images.ts";
import { TOLERANCE } from "../../tolerances.ts";
import { useDrawnWeights } from "../../weights.ts";

await useSynchronousBackend();
useDrawnWeights("squeezenet1_1");

const SIZE = 40;
const facts = { imageSize: SIZE, channels: 3, trainingImages: 9 } as const;
const training = testImages({ count: 9, size: SIZE, channels: 3, seed: 1 });
const held = testImages({ count: 5, size: SIZE, channels: 3, seed: 2 });

function create(overrides: Record<string, unknown> = {}, cache?: FeatureCache): Detector {
  const small = { backbone: "squeezenet1_1", neighbours: 3, sigmaAt224: 0, ...overrides };
  return SPADE.create(spadeConfig.resolve(small, facts, "test"), 0, { cache });
}

async function results(
  overrides: Record<string, unknown> = {},
  images = held,
  cache?: FeatureCache,
): Promise<Omit<ScoredImages, "seconds">> {
  using detector = create(overrides, cache);
  await detector.fit(training, { seed: 0 });
  const { seconds: _, ...scored } = await scoreImages(detector, images);
  return scored;
}

Deno.test("spade: a training image is at distance 0, and nearly everywhere in its map", () =>
  noLeak(async () => {
    const own = await results({ neighbours: 1, crop: SIZE }, training);
    assertEquals([...own.scores], Array(9).fill(0));
    const others = await results({ neighbours: 1, crop: SIZE });
    assert(others.scores.every((score) => score > 0));
    const mean = (maps: Float32Array) => maps.reduce((a, b) => a + b, 0) / maps.length;
    assert(mean(own.maps!) < 0.01 * mean(others.maps!));
  }));

Deno.test("spade: memory for the gallery and the cache change no bit", () =>
  noLeak(() =>
    withTempDir(async (dir) => {
      const expected = await results();
      for (const memory of [0, 0.5]) assertEquals(await results({ memory }), expected);
      const cache = new FeatureCache(dir);
      for (let i = 0; i < 2; i++) assertEquals(await results({ memory: 0 }, held, cache), expected);
    })
  ));

/** The first image of a set, its columns moved to the left; the last one is repeated. */
function moved({ pixels, ...set }: MemoryImages, columns: number): MemoryImages {
  const own = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, k) => {
    const [row, column, channel] = [Math.floor(k / (3 * SIZE)), Math.floor(k / 3) % SIZE, k % 3];
    return pixels[(row * SIZE + Math.min(SIZE - 1, column + columns)) * 3 + channel]!;
  });
  return memoryImages({ ...set, files: set.files.slice(0, 1), pixels: own });
}

Deno.test("spade: a position is compared with all positions of the nearest images", () =>
  noLeak(async () => {
    // Moved by one feature's stride, each feature outside the last column equals its neighbour's.
    const options = { stages: ["stem"], crop: SIZE, neighbours: 1 };
    const one = subset(training, [0]);
    const mapOf = async (images: ImageSet) => {
      using detector = create(options);
      await detector.fit(one, { seed: 0 });
      return (await scoreImages(detector, images)).maps!;
    };
    const columnMean = (map: Float32Array, from: number, to: number) => {
      const inside = map.filter((_, i) => i % SIZE >= from && i % SIZE < to);
      return inside.reduce((a, b) => a + b, 0) / inside.length;
    };
    const shifted = await mapOf(moved(training, 2));
    const half = await mapOf(moved(training, 1)); // half a stride: features found nowhere else
    const [found, others] = [columnMean(shifted, 0, SIZE - 6), columnMean(half, 0, SIZE - 6)];
    assertAtMost(found, 0.02 * others, "mean distance of features that are one position away");
  }));

Deno.test("spade: the map is the mean of its stages' maps", () =>
  noLeak(async () => {
    const stem = await results({ stages: ["stem"], crop: SIZE });
    const deep = await results({ stages: ["stage2"], crop: SIZE });
    const both = await results({ stages: ["stem", "stage2"], crop: SIZE });
    both.maps!.forEach((value, i) => {
      const mean = (stem.maps![i]! + deep.maps![i]!) / 2;
      assertNear(value, mean, TOLERANCE.sums * (1 + mean));
    });
    assertEquals(both.scores, deep.scores); // scores come from the vectors, which are the same
  }));

Deno.test("spade: metrics of pixels count what is inside of the crop only", () =>
  noLeak(async () => {
    using detector = create({ crop: 32 });
    await detector.fit(training, { seed: 0 });
    const files = held.files.map((file, i) => ({ ...file, label: i < 2 ? 0 : 1 } as const));
    const test = { ...held, files };
    const masks = (outside: 0 | 1) =>
      Uint8Array.from({ length: 5 * SIZE * SIZE }, (_, k) => {
        const [row, column] = [Math.floor(k / SIZE) % SIZE, k % SIZE];
        if (row < 4 || row >= 36 || column < 4 || column >= 36) return outside;
        return k >= 2 * SIZE * SIZE && row < 20 ? 1 : 0;
      });
    const category = { train: training, test } as unknown as CategoryImages;
    const pixels = async (outside: 0 | 1) => {
      const { metrics } = await evaluate(detector, { ...category, masks: masks(outside) });
      const { pixelAuroc, pixelAveragePrecision, pixelPro, pixelF1Max } = metrics;
      return { pixelAuroc, pixelAveragePrecision, pixelPro, pixelF1Max };
    };
    assertEquals(await pixels(0), await pixels(1));
  }));

Deno.test("spade: fewer training images than neighbours are all taken, with a warning", () =>
  noLeak(async () => {
    using detector = create({ neighbours: 50 });
    const { warnings, diagnostics, history } = await detector.fit(training, { seed: 0 });
    assertEquals(warnings, ["neighbours: 50 asked for, but there are 9 training images"]);
    const gallery = diagnostics.gallery as Record<string, unknown>;
    assertEquals([gallery.neighbours, gallery.images, gallery.vector], [9, 9, "stage4"]);
    assertEquals(gallery.stages, ["stage1", "stage2", "stage4"]);
    assertEquals([history.losses, history.steps], [[], 0]);
  }));

Deno.test("spade: before the fit nothing can be scored, and what is no gallery is refused", () =>
  noLeak(async () => {
    using detector = create();
    const image = tf.zeros([1, SIZE, SIZE, 3]) as tf.Tensor4D;
    await assertRejects(() => scoreBatch(detector, image), RangeError, "before the fit");
    image.dispose();
    const empty = await detector.state.export();
    const refused = (tensors: typeof empty, message: string) => {
      const error = assertThrows(
        () => SPADE.restore(detector.config, { ...empty, ...tensors }, "model"),
        InputError,
      );
      assertStringIncludes(error.message, message);
    };
    refused({}, "expected tensors images [n, 35, 35]");
    await detector.fit(subset(training, [0, 1]), { seed: 0 });
    const state = await detector.state.export();
    const images = state["gallery/images"]!;
    const vectors = state["gallery/vectors"]!;
    refused({ ...state, "gallery/vectors": { ...vectors, shape: [1, 1024] } }, "found ");
    for (const bad of [-1, 0.5, NaN, 2 ** 24]) {
      const values = images.values.map((value, i) => i === 5 ? bad : value);
      refused(
        { ...state, "gallery/images": { ...images, values } },
        "whole numbers up to 16777215",
      );
    }
    const other = { shape: [32], values: new Float32Array(32) };
    refused({ ...state, "weights/sha256": other }, "made with weights of squeezenet1_1");
    refused({ ...state, "gallery/more": other }, "unknown tensor more");
  }));

Deno.test("spade: stages and sizes that do not fit are named", async () => {
  assertThrows(() => create({ stages: ["stage9"] }), InputError, "has no stage stage9");
  assertThrows(() => create({ vector: "head" }), InputError, "has no stage head");
  assertThrows(() => create({ crop: 41 }), InputError, "crop: found 41, expected at most");
  assertThrows(() => create({ epochs: 3 }), InputError, "unknown field epochs");
  await assertRejects(
    () => Promise.resolve().then(() => create({ backbone: "resnet18" })),
    InputError,
  );
  const config = spadeConfig.resolve({}, { ...facts, imageSize: 256 }, "t");
  assertEquals([config.crop, config.neighbours, config.backbone], [224, 5, "wide_resnet50_2"]);
  assertEquals(spadeConfig.parse(JSON.parse(JSON.stringify(config)), "t"), config);
});

Deno.test("spade: the middle is cut out, and outside of it maps go on as at its border", () => {
  const image = Float32Array.from({ length: 5 * 5 * 2 }, (_, i) => i);
  const middle = cropImage(image, { size: 5, side: 3 });
  const expected = [6, 7, 8, 11, 12, 13, 16, 17, 18].flatMap((pixel) => [2 * pixel, 2 * pixel + 1]);
  assertEquals([...middle], expected);
  assertEquals([...cropImage(image, { size: 5, side: 4 })].slice(0, 4), [0, 1, 2, 3]);
  const map = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
  const extended = extendMap(map, { size: 4, side: 2 });
  assertEquals(
    [...extended.dataSync()],
    [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4],
  );
  tf.dispose([map, extended]);
});

Deno.test("spade: packed pixels are the pixels", () => {
  const pixels = Uint8Array.from({ length: 300 }, (_, i) => (i * 97) % 256);
  for (const channels of [1, 3]) {
    const packed = packPixels(pixels, channels);
    assertEquals(packed.length, 300 / channels);
    assertEquals(unpackPixels(packed, channels), pixels);
  }
  assertEquals([...packPixels(Uint8Array.of(255, 255, 255), 3)], [2 ** 24 - 1]);
});

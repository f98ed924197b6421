import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../lib/backend/backend.ts";
import type { ImageSet, WholeImage } from "../../../lib/data/images/image_set.ts";
import { subset } from "../../../lib/data/images/image_set.ts";
import type { Detector } from "../../../lib/detector/contract/detector.ts";
import { scoreImages, scoreParts } from "../../../lib/detector/scoring/scoring.ts";
import { InputError } from "../../../lib/errors.ts";
import type { Region } from "../../../lib/metrics/mod.ts";
import { Random } from "../../../lib/random.ts";
import { assertClose, assertNear } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useBackend();

/** A detector whose map is the image, in [−1, 1], and whose score is the map's mean. */
const identity = {
  method: "identity",
  score: (images: tf.Tensor4D) => ({
    scores: tf.zeros([images.shape[0]]),
    maps: tf.clone(images),
  }),
  mapScores: (maps: tf.Tensor4D) => tf.mean(maps, [1, 2, 3]),
} as unknown as Detector;

/** Gray images of noise of these sizes, scored in tiles of 16 pixels. */
function images(sizes: readonly (readonly [number, number])[], imageSize = 16): ImageSet {
  const wholes = sizes.map(([width, height], seed): WholeImage => {
    const random = new Random(seed);
    const pixels = Uint8Array.from({ length: width * height }, () => random.integer(256));
    return { width, height, channels: 1, pixels };
  });
  return {
    files: sizes.map((_, i) => ({ path: `${i}.png`, label: 0, type: "good" })),
    height: 64,
    width: 64,
    channels: 1,
    read: () => Promise.reject(new Error("small images are for pictures only")),
    tiling: { size: 16, overlap: 6, imageSize, whole: (i) => Promise.resolve(wholes[i]!) },
  };
}

const SIZES = [[50, 41], [16, 16], [100, 17]] as const;

Deno.test("scoreTiled: maps of tiles become the map of the whole image, without a seam", () =>
  noLeak(async () => {
    const set = images(SIZES);
    const { scores, maps } = await scoreImages(identity, set);
    for (const [i, [width, height]] of SIZES.entries()) {
      const { pixels } = await set.tiling!.whole(i);
      const map = Float32Array.from(pixels, (value) => value / 127.5 - 1);
      assertNear(scores[i]!, map.reduce((a, b) => a + b) / map.length, TOLERANCE.sums);
      // Cells of 64 by 64 repeat pixels if the image has fewer.
      const cells = Float32Array.from({ length: 64 * 64 }, (_, k) => {
        const [top, left] = [Math.floor(k / 64), k % 64];
        let highest = -Infinity;
        const end = (cell: number, side: number) =>
          Math.max(Math.floor(cell * side / 64) + 1, Math.floor((cell + 1) * side / 64));
        for (let y = Math.floor(top * height / 64); y < end(top, height); y++) {
          for (let x = Math.floor(left * width / 64); x < end(left, width); x++) {
            highest = Math.max(highest, map[y * width + x]!);
          }
        }
        return highest;
      });
      assertClose(maps!.subarray(i * 64 * 64, (i + 1) * 64 * 64), cells, TOLERANCE.sums);
    }
  }));

Deno.test("scoreTiled: an image's score depends on no other", () =>
  noLeak(async () => {
    const set = images(SIZES);
    const { scores } = await scoreImages(identity, set);
    const others = await scoreImages(identity, subset(set, [2, 0]));
    assertEquals([...others.scores], [scores[2], scores[0]]);
  }));

Deno.test("scoreTiled: regions are those of the whole map, in pixels of the image", () =>
  noLeak(async () => {
    const set = images([[60, 40]]);
    const whole = await set.tiling!.whole(0);
    whole.pixels.fill(100);
    for (let y = 20; y < 23; y++) whole.pixels.fill(250, y * 60 + 33, y * 60 + 38);
    const peak = 250 / 127.5 - 1;
    const { regions } = await scoreImages(identity, set, { regionsAbove: 0 });
    assertEquals(regions!.length, 1);
    const [{ peak: found, ...box }] = regions![0] as [Region];
    assertEquals(box, { x: 33, y: 20, width: 5, height: 3, area: 15 });
    assertNear(found, peak, TOLERANCE.sums);
    const none = await scoreImages(identity, set, { regionsAbove: 1 });
    assertEquals(none.regions, [[]]);
  }));

Deno.test("scoreParts: the images of scoreImages, one after the other", () =>
  noLeak(async () => {
    const set = images(SIZES);
    const { seconds: _, ...all } = await scoreImages(identity, set, { regionsAbove: 0.9 });
    const parts = await Array.fromAsync(scoreParts(identity, set, { regionsAbove: 0.9 }));
    assertEquals(parts.map(({ start }) => start), [0, 1, 2]);
    const joined = (values: readonly Float32Array[]) =>
      Float32Array.from(values.flatMap((some) => [...some]));
    assertEquals(joined(parts.map(({ scores }) => scores)), all.scores);
    assertEquals(joined(parts.map(({ maps }) => maps!)), all.maps);
    assertEquals(parts.flatMap(({ regions }) => regions!), all.regions);
  }));

Deno.test("scoreTiled: a network of another input size has its maps enlarged", () =>
  noLeak(async () => {
    const set = images([[40, 40]], 8);
    (await set.tiling!.whole(0)).pixels.fill(200);
    const { scores } = await scoreImages(identity, set);
    assertNear(scores[0]!, 200 / 127.5 - 1, TOLERANCE.sums);
  }));

Deno.test("scoreTiled: a map that is not finite, or a file that is gone, is named", () =>
  noLeak(async () => {
    const broken = {
      ...identity,
      score: (x: tf.Tensor4D) => ({ scores: tf.zeros([x.shape[0]]), maps: tf.div(x, 0) }),
    } as Detector;
    await assertRejects(() => scoreImages(broken, images([[20, 20]])), InputError, "0.png: the");
    const set = images([[20, 20]]);
    const gone = { ...set.tiling!, whole: () => Promise.reject(new Error("is missing")) };
    await assertRejects(
      () => scoreImages(identity, { ...set, tiling: gone }),
      InputError,
      "0.png: is missing",
    );
  }));

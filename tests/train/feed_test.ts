import { assert, assertEquals, assertRejects } from "@std/assert";
import { useBackend } from "../../lib/backend/backend.ts";
import {
  type Augmentation,
  compose,
  crop,
  flip,
  imageRandom,
  randomCrop,
  rotate90,
  stain,
  withOriginal,
} from "../../lib/data/augment/mod.ts";
import { loadCategory } from "../../lib/data/datasets/mvtec.ts";
import { decodeImages } from "../../lib/data/decode/decode.ts";
import { type ImageSet, toBatch } from "../../lib/data/images/image_set.ts";
import { Random, STREAM } from "../../lib/random.ts";
import { batches, type FeedOptions } from "../../lib/train/feed.ts";
import { noLeak } from "../no_leak.ts";
import { testImages } from "../test_images.ts";

await useBackend();

const images = testImages({ count: 10, size: 8, channels: 3 });
const options: FeedOptions = { images, epochs: 2, batchSize: 4, seed: 5 };
const augment = compose(randomCrop({ padding: 1, border: "mirror" }), stain({ size: [0.1, 0.3] }));

/** Values of each image of all batches, in the order in which they arrive. */
async function fed(options: FeedOptions): Promise<Float32Array[]> {
  const all: Float32Array[] = [];
  for await (const { images } of batches(options)) {
    const size = images.size / images.shape[0];
    const values = await images.data<"float32">();
    for (let start = 0; start < values.length; start += size) {
      all.push(values.slice(start, start + size));
    }
    images.dispose();
  }
  return all;
}

/** The order that `seed` decides, epoch by epoch. */
function order(epochs: number): number[][] {
  const random = new Random(options.seed, STREAM.order);
  return Array.from({ length: epochs }, () => random.permutation(10));
}

Deno.test("batches: the images in the seeded order of each epoch, full batches only", () =>
  noLeak(async () => {
    const values = await fed(options);
    const expected = order(2).flatMap((epoch) => epoch.slice(0, 8));
    assertEquals(values.length, 16);
    for (const [i, index] of expected.entries()) {
      assertEquals(values[i], await toBatch(images, [index]));
    }
  }));

Deno.test("batches: the same from files, however few stay in memory", () =>
  noLeak(async () => {
    const root = "data/sample/bottle";
    const files = (await loadCategory(root)).train.slice(0, 10);
    const decode = (memory: number): Promise<ImageSet> =>
      decodeImages(root, files, { size: 16, channels: 3, memory });
    const expected = await fed({ ...options, images: await decode(1e9) });
    for (const memory of [0, 4 * 16 * 16 * 3]) {
      assertEquals(await fed({ ...options, images: await decode(memory) }), expected);
    }
  }));

Deno.test("batches: what an image is augmented to depends on seed, epoch and index alone", () =>
  noLeak(async () => {
    const values = await fed({ ...options, augment });
    for (const [epoch, indices] of order(2).entries()) {
      for (const [i, index] of indices.slice(0, 8).entries()) {
        const image = { height: 8, width: 8, channels: 3, pixels: await images.read([index]) };
        const { pixels } = augment(image, imageRandom(options.seed, epoch + 1, index));
        assertEquals(values[8 * epoch + i], Float32Array.from(pixels, (v) => v / 127.5 - 1));
      }
    }
    const large = await fed({ ...options, augment, batchSize: 8 });
    assertEquals(large, values);
    const other = await fed({ ...options, augment, seed: 6 });
    assert(other.some((image, i) => image.join() !== values[i]!.join()));
  }));

Deno.test("batches: augmentations may change the shape, of all images alike", () =>
  noLeak(async () => {
    const half: Augmentation = (image) =>
      crop(image, { top: 2, left: 0, height: 4, width: 8 }, "black");
    const pair = withOriginal((image) => flip(image, "horizontal"));
    for await (const { images } of batches({ ...options, augment: compose(half, pair) })) {
      assertEquals(images.shape, [4, 4, 8, 6]);
      images.dispose();
    }
    const uneven: Augmentation = (image, random) =>
      rotate90(half(image, random), random.integer(2));
    await assertRejects(
      () => fed({ ...options, augment: uneven }),
      RangeError,
      "Cannot batch images of",
    );
  }));

Deno.test("batches: stopping early leaves no tensor behind", () =>
  noLeak(async () => {
    for await (const { images } of batches(options)) {
      images.dispose();
      break;
    }
  }));

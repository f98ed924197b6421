/**
 * The batches of a training in their order.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Augmentation, imageRandom } from "../data/augment/mod.ts";
import { type ImageSet, scalePixels } from "../data/images/image_set.ts";
import { Random, STREAM } from "../random.ts";
import { readAhead } from "./read_ahead.ts";

/** Which batches a training sees. */
export interface FeedOptions {
  readonly images: ImageSet;
  readonly epochs: number;
  readonly batchSize: number;
  /** Decides the order of images and what augmentation draws. */
  readonly seed: number;
  /**
   * Augments the images anew in every epoch; the results must all have one shape, which may differ
   * from the set's.
   */
  readonly augment?: Augmentation;
  /** Batches to leave out at the start: those that an interrupted training has seen. Default 0. */
  readonly skip?: number;
}

/** Where a batch is in a training. */
interface Place {
  /** The epoch, counted from 1. */
  readonly epoch: number;
  /** The batch in its epoch, counted from 1, of `perEpoch`. */
  readonly batch: number;
  readonly perEpoch: number;
}

/** One batch. */
export interface Batch extends Place {
  /** Indices of the images in their set. */
  readonly indices: readonly number[];
  /** `[b, h, w, c]` in [−1, 1], augmented; the consumer of the batch disposes it. */
  readonly images: tf.Tensor4D;
}

/**
 * All batches of all epochs; while one is processed, the next is being read.
 *
 * Each epoch visits the images in a new seeded order in full batches; the images of an incomplete
 * last batch are left out of that epoch. Fewer images than a batch make one smaller batch. What an
 * image is augmented to depends only on the seed, the epoch and its index.
 *
 * @throws {InputError} Naming files that can no longer be used.
 */
export function batches(options: FeedOptions): AsyncGenerator<Batch, void> {
  return readAhead(
    plan(options),
    async ({ indices, ...place }): Promise<Batch> => {
      const { pixels, shape } = await readAugmented(options, indices, place.epoch);
      return { images: tf.tensor4d(scalePixels(pixels), shape), indices, ...place };
    },
    (batch) => batch.images.dispose(),
  );
}

/** Pixels of a batch and their shape `[b, h, w, c]`. */
async function readAugmented(
  { images, seed, augment }: FeedOptions,
  indices: readonly number[],
  epoch: number,
): Promise<{ pixels: Uint8Array; shape: [number, number, number, number] }> {
  const { height, width, channels } = images;
  const pixels = await images.read(indices);
  if (!augment) return { pixels, shape: [indices.length, height, width, channels] };
  const size = height * width * channels;
  const changed = indices.map((index, i) => {
    const image = { height, width, channels, pixels: pixels.subarray(i * size, (i + 1) * size) };
    return augment(image, imageRandom(seed, epoch, index));
  });
  const shapes = changed.map((image) => [image.height, image.width, image.channels].join("×"));
  const other = shapes.find((shape) => shape !== shapes[0]);
  if (other) throw new RangeError(`Cannot batch images of ${shapes[0]} and ${other}`);
  const [first] = changed;
  const batch = new Uint8Array(indices.length * first!.pixels.length);
  changed.forEach((image, i) => batch.set(image.pixels, i * image.pixels.length));
  return { pixels: batch, shape: [indices.length, first!.height, first!.width, first!.channels] };
}

function* plan(
  { images, epochs, batchSize, seed, skip = 0 }: FeedOptions,
): Generator<Place & { readonly indices: readonly number[] }> {
  const random = new Random(seed, STREAM.order);
  const count = images.files.length;
  const size = Math.min(batchSize, count);
  const perEpoch = Math.floor(count / size);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = random.permutation(count);
    for (let batch = 1; batch <= perEpoch; batch++) {
      if ((epoch - 1) * perEpoch + batch <= skip) continue;
      yield { indices: order.slice((batch - 1) * size, batch * size), epoch, batch, perEpoch };
    }
  }
}

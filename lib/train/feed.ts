/**
 * The batches of a training in their order.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type ImageSet, scalePixels } from "../data/image_set.ts";
import { Random, STREAM } from "../random.ts";
import { readAhead } from "./read_ahead.ts";

/** Which batches a training sees. */
export interface FeedOptions {
  readonly images: ImageSet;
  readonly epochs: number;
  readonly batchSize: number;
  /** Decides the order of images. */
  readonly seed: number;
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
  /** `[b, h, w, c]` in [−1, 1]; whoever takes the batch disposes it. */
  readonly images: tf.Tensor4D;
}

/**
 * All batches of all epochs; while one is worked on, the next is being read.
 *
 * Each epoch visits the images in a new seeded order in full batches; the images of an incomplete
 * last batch are left out of that epoch. Fewer images than a batch make one smaller batch.
 *
 * @throws {InputError} Naming files that can no longer be used.
 */
export function batches(options: FeedOptions): AsyncGenerator<Batch, void> {
  const { images: { height, width, channels } } = options;
  return readAhead(
    plan(options),
    async ({ indices, ...place }): Promise<Batch> => {
      const values = scalePixels(await options.images.read(indices));
      return { images: tf.tensor4d(values, [indices.length, height, width, channels]), ...place };
    },
    (batch) => batch.images.dispose(),
  );
}

function* plan(
  { images, epochs, batchSize, seed }: FeedOptions,
): Generator<Place & { readonly indices: readonly number[] }> {
  const random = new Random(seed, STREAM.order);
  const count = images.files.length;
  const size = Math.min(batchSize, count);
  const perEpoch = Math.floor(count / size);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = random.permutation(count);
    for (let batch = 1; batch <= perEpoch; batch++) {
      yield { indices: order.slice((batch - 1) * size, batch * size), epoch, batch, perEpoch };
    }
  }
}

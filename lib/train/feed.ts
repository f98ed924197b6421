/**
 * The batches of a training in their order.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type ImageSet, toBatch } from "../data/image_set.ts";
import type { Random } from "../random.ts";

/** Which batches a training sees. */
export interface FeedOptions {
  readonly images: ImageSet;
  readonly epochs: number;
  readonly batchSize: number;
  /** Source of the order of images. */
  readonly random: Random;
  /** Batches to leave out at the start: those that an interrupted training has seen. Default 0. */
  readonly skip?: number;
}

/** One batch. */
export interface Batch {
  /** `[b, h, w, c]` in [−1, 1]; whoever takes the batch disposes it. */
  readonly images: tf.Tensor4D;
  /** The epoch, counted from 1. */
  readonly epoch: number;
  /** The batch in its epoch, counted from 1, of `perEpoch`. */
  readonly batch: number;
  readonly perEpoch: number;
}

/**
 * All batches of all epochs; each is converted when it is asked for.
 *
 * Each epoch visits the images in a new seeded order in full batches; the images of an incomplete
 * last batch are left out of that epoch. Fewer images than a batch make one smaller batch.
 */
export function* batches(
  { images, epochs, batchSize, random, skip = 0 }: FeedOptions,
): Generator<Batch, undefined> {
  const count = images.files.length;
  const size = Math.min(batchSize, count);
  const perEpoch = Math.floor(count / size);
  const shape: [number, number, number, number] = [
    size,
    images.height,
    images.width,
    images.channels,
  ];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = random.permutation(count);
    for (let batch = 1; batch <= perEpoch; batch++) {
      if ((epoch - 1) * perEpoch + batch <= skip) continue;
      const values = toBatch(images, order.slice((batch - 1) * size, batch * size));
      yield { images: tf.tensor4d(values, shape), epoch, batch, perEpoch };
    }
  }
}

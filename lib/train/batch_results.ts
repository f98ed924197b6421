/**
 * Computes something for every image of a set, batch by batch.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { imagesTogether } from "../backend/images_together.ts";
import { nameBatch } from "../backend/out_of_memory.ts";
import { readAndDispose } from "../backend/read.ts";
import type { ImageSet } from "../data/images/image_set.ts";
import { imagesPerBatch, readBatches } from "./read_batches.ts";

/** Tensors by name. */
type Computed = Readonly<Record<string, tf.Tensor>>;

/** Results for some images of the set. */
export interface BatchResults {
  /** Index of the first image. */
  readonly start: number;
  /** Number of images. */
  readonly count: number;
  /** By name, the values of these images and no others, `[count, …]`. */
  readonly values: ReadonlyMap<string, Float32Array>;
}

/**
 * Goes through a set in its order and in batches of one size; while one is computed, the next is read.
 * A short last batch is filled up: the library picks other kernels for other batch sizes, and their
 * last bits differ. So the results of an image do not depend on which others are in the set.
 *
 * @param set Images.
 * @param compute Takes `[b, h, w, c]` in [−1, 1], which it must not keep. Returns tensors `[b, …]`
 * and must leave no others behind.
 * @param options.batchSize Most images in one batch. Default: by their size.
 * @param options.activity What errors call the work: `scoring`.
 * @param options.signal Stops between two batches.
 * @throws {StoppedError} If `options.signal` is aborted.
 */
export async function* batchResults(
  set: ImageSet,
  compute: (images: tf.Tensor4D) => Computed | Promise<Computed>,
  { activity, signal, batchSize = imagesPerBatch(set) }: {
    readonly activity: string;
    readonly signal?: AbortSignal;
    readonly batchSize?: number;
  },
): AsyncGenerator<BatchResults, void> {
  const batch = imagesTogether(batchSize);
  const shape = [batch, set.height, set.width, set.channels] as const;
  const computeBatch = async (pixels: Float32Array) => {
    const images = tf.tensor4d(pixels, [...shape]);
    try {
      return await readAndDispose(await compute(images));
    } catch (error) {
      throw nameBatch(error, `${activity} of`, shape);
    } finally {
      images.dispose();
    }
  };
  for await (const { start, count, pixels } of readBatches(set, { batch, activity, signal })) {
    const results = await computeBatch(pixels);
    const values = new Map(
      Object.entries(results).map(([name, all]) =>
        [name, all.subarray(0, count * (all.length / batch))] as const
      ),
    );
    yield { start, count, values };
  }
}

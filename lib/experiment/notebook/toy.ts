/**
 * The idea of DAAD without a network: images rebuilt from blocks of normal images.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../backend/read.ts";
import { assemble, blockCount, divide } from "../../daad/division.ts";
import { type CategoryImages, type ImageSet, toBatch } from "../../data/mod.ts";
import { InputError } from "../../errors.ts";
import { auroc, ReconstructionErrorSums } from "../../metrics/mod.ts";
import { cosine } from "../../nn/ops/cosine.ts";
import { Random, STREAM } from "../../random.ts";

/** How well a granularity rebuilds normal images and defects. */
export interface ToyResult {
  /** Blocks along each side. */
  readonly blocks: number;
  /** Items of the memory. */
  readonly items: number;
  /** Mean squared error of normal images, in [−1, 1]. */
  readonly normal: number;
  /** Mean squared error inside the masks. */
  readonly defect: number;
  /** Image AUROC of the mean squared error. */
  readonly auroc: number;
  /** `[n, h, w, c]` in [−1, 1]. */
  readonly reconstructions: Float32Array;
}

/** Number of images compared with the memory at a time, to bound the weights in memory. */
const BATCH = 8;

/**
 * Divides test images into `blocks` × `blocks` pieces, looks each piece up among pieces of the
 * training images by DAAD's own addressing, and assembles the results.
 *
 * A channel of ones is added first: the cosine compares only directions, and without it a bright
 * uniform piece would equal every other uniform piece.
 *
 * @param data Images with masks.
 * @param options.blocks Number of blocks along each side; must divide the image's size.
 * @param options.temperature Temperature of the addressing. Default 0.001, which nearly picks the
 * nearest piece.
 * @param options.items Maximum number of pieces kept, drawn at random where there are more. Default
 * 4000.
 * @throws {InputError} If there are no masks.
 */
export async function rebuildFromBlocks(
  { train, test, masks }: CategoryImages,
  { blocks, temperature = 0.001, items: most = 4000 }: {
    blocks: number;
    temperature?: number;
    items?: number;
  },
): Promise<ToyResult> {
  if (!masks) throw new InputError("rebuilding from blocks: the images have no masks");
  const division = { height: blocks, width: blocks, channels: 1 };
  const total = train.files.length * blockCount(division);
  const all = new Random(0, STREAM.initialValues).permutation(total);
  const kept = all.slice(0, most);
  const pieces = await withOnes(train, train.files.map((_, i) => i));
  const memory = tf.tidy(() => tf.gather(divide(pieces, division), tf.tensor1d(kept, "int32")));
  pieces.dispose();
  const values = test.height * test.width * test.channels;
  const reconstructions = new Float32Array(test.files.length * values);
  for (let start = 0; start < test.files.length; start += BATCH) {
    const indices = Array.from(
      { length: Math.min(BATCH, test.files.length - start) },
      (_, i) => start + i,
    );
    const images = await withOnes(test, indices);
    const { rebuilt } = await readAndDispose(tf.tidy(() => {
      const weights = tf.softmax(
        cosine(divide(images, division), memory, temperature),
      ) as tf.Tensor2D;
      const read = assemble(tf.matMul(weights, memory) as tf.Tensor2D, division, images.shape);
      return { rebuilt: tf.slice(read, [0, 0, 0, 0], [-1, -1, -1, test.channels]) };
    }));
    images.dispose();
    reconstructions.set(rebuilt, start * values);
  }
  memory.dispose();
  return {
    blocks,
    items: kept.length,
    ...await measure(test, masks, reconstructions),
    reconstructions,
  };
}

/** Reads images and appends a channel of ones: `[b, h, w, c + 1]`. */
async function withOnes(set: ImageSet, indices: readonly number[]): Promise<tf.Tensor4D> {
  const { height, width, channels } = set;
  const values = await toBatch(set, indices);
  return tf.tidy(() => {
    const images = tf.tensor4d(values, [indices.length, height, width, channels]);
    return tf.concat([images, tf.ones([indices.length, height, width, 1])], 3) as tf.Tensor4D;
  });
}

async function measure(
  test: ImageSet,
  masks: Uint8Array,
  reconstructions: Float32Array,
): Promise<Pick<ToyResult, "normal" | "defect" | "auroc">> {
  const pixels = test.height * test.width;
  const values = pixels * test.channels;
  const sums = new ReconstructionErrorSums();
  const scores: number[] = [];
  for (const [i, { label }] of test.files.entries()) {
    const image = await toBatch(test, [i]);
    const reconstruction = reconstructions.subarray(i * values, (i + 1) * values);
    sums.add({ label, image, reconstruction, mask: masks.subarray(i * pixels, (i + 1) * pixels) });
    scores.push(image.reduce((sum, x, k) => sum + (x - reconstruction[k]!) ** 2, 0) / values);
  }
  const { normal, defect = NaN } = sums.means();
  return { normal, defect, auroc: auroc(scores, test.files.map(({ label }) => label)) };
}

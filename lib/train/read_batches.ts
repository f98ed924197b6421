/**
 * Reads a set of images in its order, batch by batch.
 *
 * @module
 */
import { type ImageSet, toBatch } from "../data/images/image_set.ts";
import { readAhead } from "./read_ahead.ts";
import { yielder } from "./yielder.ts";

/** Pixels in one batch: enough work that a call itself costs little. */
const BATCH_PIXELS = 8 * 128 * 128;

/** Images in one batch, which depends only on their size. */
export function imagesPerBatch({ height, width }: Pick<ImageSet, "height" | "width">): number {
  return Math.max(8, Math.min(64, Math.floor(BATCH_PIXELS / (height * width))));
}

/** One batch, filled up by repeating the last image. */
export interface ReadBatch {
  /** Index of the first image. */
  readonly start: number;
  /** Number of images that are not repeated. */
  readonly count: number;
  /** `[batch, h, w, c]` in [−1, 1]. */
  readonly pixels: Float32Array;
}

/**
 * While the consumer works on one batch, the next is read.
 *
 * @param options.batch Images in one batch. Default: {@linkcode imagesPerBatch}.
 * @param options.activity What errors call the work: `scoring`.
 * @param options.signal Stops between two batches.
 * @throws {StoppedError} If `options.signal` is aborted.
 *
 * @example
 * ```ts
 * import { readBatches } from "./read_batches.ts";
 * import { memoryImages } from "../data/images/memory_images.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const file = { path: "a.png", label: 0, type: "good" } as const;
 * const pixels = new Uint8Array([0, 255, 0]);
 * const set = memoryImages({ files: [file, file, file], height: 1, width: 1, channels: 1, pixels });
 * const batches = await Array.fromAsync(readBatches(set, { batch: 2, activity: "reading" }));
 * assertEquals(batches.map(({ count }) => count), [2, 1]);
 * assertEquals(batches[1]!.pixels, new Float32Array([-1, -1]));
 * ```
 */
export async function* readBatches(
  set: ImageSet,
  { batch = imagesPerBatch(set), activity, signal }: {
    readonly batch?: number;
    readonly activity: string;
    readonly signal?: AbortSignal;
  },
): AsyncGenerator<ReadBatch, void> {
  const total = set.files.length;
  let done = 0;
  const pause = yielder(signal, () => `${activity} stopped after ${done} of ${total} images`);
  const starts = Array.from({ length: Math.ceil(total / batch) }, (_, i) => i * batch);
  const read = async (start: number) => {
    const indices = Array.from({ length: batch }, (_, i) => Math.min(start + i, total - 1));
    return { start, count: Math.min(batch, total - start), pixels: await toBatch(set, indices) };
  };
  for await (const one of readAhead(starts, read)) {
    await pause();
    yield one;
    done = one.start + one.count;
  }
}

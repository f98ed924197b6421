/**
 * What reading and converting a batch takes.
 *
 * @module
 */
import { batches } from "../lib/train/feed.ts";
import { type CaseName, makeImages, sizesOf } from "./cases.ts";

/** Milliseconds to read and convert a batch, by itself: the median of 50. */
export async function timeFeed(name: CaseName): Promise<number> {
  const feed = batches({
    images: makeImages(name),
    epochs: 50,
    batchSize: sizesOf(name).batch,
    seed: 0,
  });
  const times: number[] = [];
  for (;;) {
    const started = performance.now();
    const { value: batch } = await feed.next();
    if (!batch) return median(times);
    times.push(performance.now() - started);
    batch.images.dispose();
  }
}

/** The middle one; of an even number the upper. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

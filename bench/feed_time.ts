/**
 * The time of reading and converting a batch.
 *
 * @module
 */
import { median } from "../lib/metrics/statistics/median.ts";
import { batches } from "../lib/train/feed.ts";
import { type CaseName, makeImages, sizesOf } from "./cases.ts";

/** Measures the milliseconds to read and convert a batch, without training: the median of 50. */
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

/**
 * Reports how a trained MemAE uses its memory.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../backend/read.ts";
import { average } from "../../metrics/statistics/average.ts";
import type { Remembered } from "./network.ts";

/** The use of the memory on a set of images. */
export interface MemoryReport {
  /** Queries made. */
  readonly queries: number;
  /** Queries whose weights were all shrunk to 0: they are decoded from zeros. */
  readonly emptyQueries: number;
  /** Mean number of items with nonzero weight per query. */
  readonly itemsPerQuery: number;
  /** Number of items with nonzero weight in at least one query. */
  readonly itemsInUse: number;
  /** N. */
  readonly items: number;
}

/**
 * Counts how queries are addressed.
 *
 * @param images `[b, h, w, c]` normal images.
 */
export async function memoryReport(
  network: (images: tf.Tensor4D, mode: "score") => Remembered,
  images: tf.Tensor4D,
): Promise<MemoryReport> {
  const { perQuery, perItem } = await readAndDispose(tf.tidy(() => {
    const used = tf.cast(tf.greater(network(images, "score").weights, 0), "float32");
    return { perQuery: tf.sum(used, 1), perItem: tf.sum(used, 0) };
  }));
  return {
    queries: perQuery.length,
    emptyQueries: perQuery.filter((count) => count === 0).length,
    itemsPerQuery: average(perQuery),
    itemsInUse: perItem.filter((count) => count > 0).length,
    items: perItem.length,
  };
}

/** Returns a warning if queries lost all weight. */
export function memoryWarnings({ queries, emptyQueries }: MemoryReport): string[] {
  return emptyQueries === 0 ? [] : [
    `memory: ${emptyQueries} of ${queries} queries lose all weight and are decoded from zeros; ` +
    "a lower shrinkage keeps them",
  ];
}

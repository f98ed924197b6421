/**
 * Inspects the memories of a trained method: which items are used, and what they decode to.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../backend/read.ts";
import { type ImageSet, toBatch } from "../../data/images/image_set.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import type { MemoryView } from "../../detector/contract/memory_view.ts";
import { InputError } from "../../errors.ts";
import type { MemoryInspection } from "../../report/pictures/memory.ts";
import type { Tile } from "../../report/pictures/tile_grid.ts";

/** Maximum number of images to inspect. */
const IMAGES = 32;

/**
 * Inspects each memory of a trained detector.
 *
 * An item's usage is its share of the weights of all blocks of the first images, at most 32. An item
 * is a block of a feature map, not an image, so it is decoded in place: all levels hold the mean of
 * what they read for these images, except that the block that reads the item most holds the item.
 *
 * @param detector A detector with memories: DAAD, DAAD+, MemAE.
 * @param images Normal images.
 * @param options.count Number of items decoded at each level. Default 6.
 * @throws {InputError} If the method has no memories.
 */
export async function inspectMemories(
  detector: Detector,
  images: ImageSet,
  { count = 6 }: { count?: number } = {},
): Promise<MemoryInspection[]> {
  const views = detector.memories ?? [];
  if (views.length === 0) throw new InputError(`method ${detector.method}: has no memories`);
  const { height, width, channels, files } = images;
  const indices = Array.from({ length: Math.min(IMAGES, files.length) }, (_, i) => i);
  const values = await toBatch(images, indices);
  const batch = tf.tensor4d(values, [indices.length, height, width, channels]);
  try {
    const inspections: MemoryInspection[] = [];
    for (const view of views) inspections.push(await inspect(view, batch, count));
    return inspections;
  } finally {
    batch.dispose();
  }
}

async function inspect(
  view: MemoryView,
  batch: tf.Tensor4D,
  count: number,
): Promise<MemoryInspection> {
  const { level, items, division } = view;
  const blocks = division.height * division.width * division.channels;
  const { perBlock } = await readAndDispose(tf.tidy(() => ({
    perBlock: tf.mean(view.address(batch).reshape([-1, blocks, items]), 0),
  }))); // [Q, N]
  const usage = new Float32Array(items);
  perBlock.forEach((weight, i) => usage[i % items]! += weight / blocks);
  const order = Array.from(usage, (_, i) => i).sort((a, b) => usage[b]! - usage[a]!);
  const places = order.slice(0, count).map((item) => ({
    item,
    block: argMax(blocks, (block) => perBlock[block * items + item]!),
  }));
  const { mean, decoded } = await readAndDispose(tf.tidy(() => ({
    mean: view.decode(batch, []),
    decoded: view.decode(batch, places),
  })));
  const size = batch.shape[1];
  const channels = batch.shape[3] === 1 ? 1 : 3;
  const values = size * size * channels;
  return {
    level,
    usage,
    effectiveItems: effectiveNumber(usage),
    blocks,
    mean: { size, channels, pixels: mean, label: "mean" },
    top: places.map(({ item, block }, i) => ({
      item,
      block,
      share: usage[item]!,
      tile: {
        size,
        channels,
        pixels: decoded.subarray(i * values, (i + 1) * values),
        label: `${item}: ${(100 * usage[item]!).toFixed(1)} %`,
        frame: frameOf(view, block),
      },
    })),
  };
}

/**
 * The effective number of items: the exponential of the entropy of their usage.
 *
 * `exp(−Σ p log p)`, `p = u / Σ u`
 *
 * @param usage At least one positive value.
 *
 * @example
 * ```ts
 * import { effectiveNumber } from "./inspect_memories.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(effectiveNumber([0.25, 0.25, 0.25, 0.25, 0]), 4);
 * assertAlmostEquals(effectiveNumber([1, 0]), 1);
 * ```
 */
export function effectiveNumber(usage: Iterable<number>): number {
  const used = [...usage].filter((value) => value > 0);
  const total = used.reduce((sum, value) => sum + value, 0);
  return Math.exp(-used.reduce((sum, value) => sum + value / total * Math.log(value / total), 0));
}

function argMax(count: number, value: (index: number) => number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (value(i) > value(best)) best = i;
  return best;
}

/** The position of a block in the image; its parts along the channels share one. */
function frameOf({ division }: MemoryView, block: number): Tile["frame"] {
  const { height, width, channels } = division;
  const place = Math.floor(block / channels);
  return {
    left: (place % width) / width,
    top: Math.floor(place / width) / height,
    width: 1 / width,
    height: 1 / height,
  };
}

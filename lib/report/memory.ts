/**
 * What the memories of a trained method hold, and which of it is used.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../backend/read.ts";
import { type ImageSet, toBatch } from "../data/image_set.ts";
import { InputError } from "../errors.ts";
import type { Detector } from "../detector/detector.ts";
import type { MemoryView, PlacedItem } from "../detector/memory_view.ts";
import type { Picture } from "./figure.ts";
import { type Tile, tileGrid } from "./tile_grid.ts";

/** An item among the most used. */
export interface UsedItem extends PlacedItem {
  /** Its part of all weights, 0 … 1. */
  readonly share: number;
  /** The decoded image with the item in its block. */
  readonly tile: Tile;
}

/** One memory, as normal images use it. */
export interface MemoryInspection {
  /** 0 = shallowest. */
  readonly level: number;
  /** Each item's part of all weights, `[N]`; they sum to 1, or to less where blocks read nothing. */
  readonly usage: Float32Array;
  /** `exp(−Σ u log u)` of the usage u: N for items used alike, 1 for a single one. */
  readonly effectiveItems: number;
  /** Blocks of a feature map. */
  readonly blocks: number;
  /** The decoded mean of what is read. */
  readonly mean: Tile;
  /** The most used items, first the most used one. */
  readonly top: readonly UsedItem[];
}

/** Images looked at, at most. */
const IMAGES = 32;

/**
 * Looks into each memory of a trained detector.
 *
 * An item's usage is its part of the weights of all blocks of the first images, at most 32. An item is
 * a block of a feature map and no image, so it is decoded in place: all levels hold the mean of what
 * they read for these images, and one block, the one that reads most of it, holds the item.
 *
 * @param detector One with memories: DAAD, DAAD+, MemAE.
 * @param images Normal images.
 * @param options.count Items decoded of each level. Default 6.
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
 * import { effectiveNumber } from "./memory.ts";
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

/** A row a level: the decoded mean, then the most used items, each framed where it stands. */
export function memorySheet(inspections: readonly MemoryInspection[]): Promise<Picture> {
  const count = Math.max(...inspections.map(({ top }) => top.length));
  return tileGrid({
    name: "memory",
    caption: "The most used items of each level, decoded, with their share of all weights. Each " +
      "picture is the decoded mean of what normal images read; only the framed block, where the item " +
      "is read most, holds the item. The more a block changes, the more of it is this item alone.",
    columns: ["no item", ...Array.from({ length: count }, (_, i) => `item ${i + 1}`)],
    rows: inspections.map(({ level, usage, effectiveItems, blocks, mean, top }) => ({
      title: `level ${level}: ${blocks} blocks, ${usage.length} items, effectively ` +
        effectiveItems.toFixed(1),
      tiles: [mean, ...top.map(({ tile }) => tile)],
    })),
  });
}

function argMax(count: number, value: (index: number) => number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (value(i) > value(best)) best = i;
  return best;
}

/** Where a block is in the image; its parts along the channels share a place. */
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

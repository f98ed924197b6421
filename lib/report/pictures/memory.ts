/**
 * A picture of the items in a trained method's memories and of how much they are used.
 *
 * @module
 */
import type { PlacedItem } from "../../detector/contract/memory_view.ts";
import type { Picture } from "../figure/figure.ts";
import { type Tile, tileGrid } from "./tile_grid.ts";

/** An item among the most used. */
export interface UsedItem extends PlacedItem {
  /** Its share of all weights, 0 … 1. */
  readonly share: number;
  /** The decoded image with the item in its block. */
  readonly tile: Tile;
}

/** One memory, as normal images use it. */
export interface MemoryInspection {
  /** 0 = shallowest. */
  readonly level: number;
  /** Each item's share of all weights, `[N]`; they sum to 1, or to less where blocks read nothing. */
  readonly usage: Float32Array;
  /** `exp(−Σ u log u)` of the usage u: N if all items are used equally, 1 if only one is. */
  readonly effectiveItems: number;
  /** Number of blocks in a feature map. */
  readonly blocks: number;
  /** The decoded mean of the read-outs. */
  readonly mean: Tile;
  /** The most used items, in decreasing order of use. */
  readonly top: readonly UsedItem[];
}

/** Draws one row per level: the decoded mean, then the most used items, each framed at its block. */
export function memorySheet(inspections: readonly MemoryInspection[]): Promise<Picture> {
  const count = Math.max(...inspections.map(({ top }) => top.length));
  return tileGrid({
    name: "memory",
    caption: "The most used items of each level, decoded, with their share of all weights. Each " +
      "picture is the decoded mean of what normal images read, with this item in one block of the " +
      "feature map: the frame is where that block lies, and the decoder spreads it. The more the " +
      "picture changes, the more of it is this item alone.",
    columns: ["no item", ...Array.from({ length: count }, (_, i) => `item ${i + 1}`)],
    rows: inspections.map(({ level, usage, effectiveItems, blocks, mean, top }) => ({
      title: `level ${level}: ${blocks} blocks, ${usage.length} items, effectively ` +
        effectiveItems.toFixed(1),
      tiles: [mean, ...top.map(({ tile }) => tile)],
    })),
  });
}

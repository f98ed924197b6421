/**
 * Views of DAAD's memories, for inspection.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type MemoryView, placeItems } from "../detector/contract/memory_view.ts";
import { assemble, divide } from "./division.ts";
import type { Generator } from "./generator.ts";

/** A view of each memory; levels without one are left out. */
export function blockMemoryViews({ memories, encode, decode }: Generator): MemoryView[] {
  return memories.flatMap((memory, level): MemoryView[] => {
    if (!memory) return [];
    const { items, division } = memory;
    return [{
      level,
      items: items.shape[0],
      division,
      address: (images) => tf.tidy(() => memory.address(encode(images, "score")[level]!)),
      decode: (images, places) =>
        tf.tidy(() => {
          const means = encode(images, "score").map((feature, other) =>
            tf.mean(memories[other]?.read(feature) ?? feature, 0, true) as tf.Tensor4D
          );
          if (places.length === 0) return decode(means, "score");
          const mean = means[level]!;
          const [, height, width, channels] = mean.shape;
          const placed = assemble(
            placeItems(divide(mean, division), items, places),
            division,
            [places.length, height, width, channels],
          );
          const carried = means.map((mean, other) =>
            other === level ? placed : tf.tile(mean, [places.length, 1, 1, 1])
          );
          return decode(carried, "score");
        }),
    }];
  });
}

/**
 * Measures whether the memories address selectively.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../backend/read.ts";
import type { BlockMemory } from "./block_memory.ts";
import { divide } from "./division.ts";
import type { Generator } from "./generator.ts";

/** How one level's memory is used on a set of images. */
export interface MemoryReport {
  /** 0 = shallowest. */
  readonly level: number;
  /**
   * Mean entropy of the weights divided by log N: 1 = all items equally, 0 = one item (or N = 1).
   */
  readonly entropy: number;
  /** Number of items that have the largest weight for at least one block. */
  readonly itemsInUse: number;
  /** N: number of items in the memory. */
  readonly items: number;
  /**
   * Share of the read-outs' energy that varies from block to block: `Σ ‖q̂ − mean q̂‖² / Σ ‖q̂‖²`;
   * near 0, the level passes on a constant.
   */
  readonly varyingShare: number;
}

/** Above this entropy a memory returns nearly the same value for every block. */
const UNIFORM_ENTROPY = 0.99;

/**
 * Reports how every memory is addressed.
 *
 * @param generator The trained generator.
 * @param images `[b, h, w, c]` normal images.
 */
export async function reportMemories(
  generator: Pick<Generator, "encode" | "memories">,
  images: tf.Tensor4D,
): Promise<MemoryReport[]> {
  const measured = tf.tidy(() => {
    const features = generator.encode(images, "score");
    return generator.memories.map((memory, level) => memory && measure(memory, features[level]!));
  });
  const report: MemoryReport[] = [];
  for (const [level, tensors] of measured.entries()) {
    if (!tensors) continue;
    const [items] = generator.memories[level]!.items.shape;
    report.push({ level, ...describe(items, await readAndDispose(tensors)) });
  }
  return report;
}

type Measurement = "entropy" | "strongest" | "energy" | "varying";

function measure(memory: BlockMemory, feature: tf.Tensor4D): Record<Measurement, tf.Tensor> {
  const weights = memory.address(feature); // [b·Q, N]
  const rowEntropy = tf.neg(tf.sum(tf.mul(weights, tf.log(tf.maximum(weights, 1e-30))), 1));
  const blocks = divide(memory.read(feature), memory.division); // [b·Q, D]
  return {
    entropy: tf.mean(rowEntropy),
    strongest: tf.cast(tf.argMax(weights, 1), "float32"), // [b·Q]
    energy: tf.sum(tf.square(blocks)),
    varying: tf.sum(tf.square(tf.sub(blocks, tf.mean(blocks, 0)))),
  };
}

function describe(
  items: number,
  values: Record<Measurement, Float32Array>,
): Omit<MemoryReport, "level"> {
  const [entropy, energy, varying] = [values.entropy[0]!, values.energy[0]!, values.varying[0]!];
  return {
    entropy: items === 1 ? 0 : entropy / Math.log(items),
    itemsInUse: new Set(values.strongest).size,
    items,
    varyingShare: energy === 0 ? 0 : varying / energy,
  };
}

/** Returns one warning for each level whose memory addresses almost uniformly. */
export function memoryWarnings(report: readonly MemoryReport[]): string[] {
  return report
    .filter(({ entropy, items }) => items > 1 && entropy > UNIFORM_ENTROPY)
    .map(({ level, entropy }) =>
      `memory of level ${level}: addressing is almost uniform (entropy ${entropy.toFixed(4)} of ` +
      "log N), so it passes on nearly a constant; a lower temperature makes it selective"
    );
}

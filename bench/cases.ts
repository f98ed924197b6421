/**
 * What is measured, for both sides: `cases.json`.
 *
 * @module
 */
import cases from "./cases.json" with { type: "json" };
import { type MemoryImages, memoryImages } from "../lib/data/memory_images.ts";
import { findMethod } from "../lib/methods/registry.ts";
import type { Detector } from "../lib/methods/detector.ts";
import { Random } from "../lib/random.ts";

/** Name of a case. */
export type CaseName = keyof typeof cases;

/** All names, in the order in which they run. */
export const CASES = Object.keys(cases) as CaseName[];

/** One process's figures, in milliseconds a step or a batch. */
export interface Timing {
  readonly case: string;
  readonly variant: string;
  readonly median_ms: number;
  readonly min_ms: number;
  readonly max_ms: number;
  readonly samples: number;
  /** From the start of the process to the end of the first step or batch. */
  readonly first_ms: number;
  /** Peak resident memory of the process. */
  readonly peak_mb: number;
}

/** The case's sizes. */
export function sizesOf(name: CaseName): typeof cases["train-256"] {
  return cases[name];
}

/** A detector with the case's sizes that trains for so many steps of one batch each. */
export function makeDetector(name: CaseName, steps: number): Detector {
  const { method: id, image_size, levels, batch, blocks, items, temperature } = cases[name];
  const method = findMethod(id);
  const division = { height: blocks, width: blocks, channels: 1 };
  const overrides = { levels, division, items, temperature, batchSize: batch, epochs: steps };
  const facts = { imageSize: image_size, channels: 3, trainingImages: batch } as const;
  return method.create(method.resolve(overrides, facts, "bench"), 0);
}

/** As many random images as one batch holds. */
export function makeImages(name: CaseName): MemoryImages {
  const { image_size: size, batch } = cases[name];
  const random = new Random(0);
  const file = { path: "random", label: 0, type: "good" } as const;
  return memoryImages({
    files: Array.from({ length: batch }, () => file),
    height: size,
    width: size,
    channels: 3,
    pixels: Uint8Array.from({ length: batch * size * size * 3 }, () => random.integer(256)),
  });
}

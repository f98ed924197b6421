/// <reference lib="dom" />
/**
 * The results that are kept of a scored image.
 *
 * @module
 */
import type { Scored } from "./engine.ts";
import type { PageFacts } from "./facts.ts";
import type { HeatRange } from "./heat.ts";

/** A scored image. */
export interface Result extends Scored {
  readonly name: string;
  /** What is shown of it, compressed. */
  readonly picture: Blob;
  /** Of the file, `width × height`. */
  readonly size: string;
  /** Milliseconds from the file to the score. */
  readonly time: number;
  /** Values that span the colours of its map. */
  readonly range?: HeatRange;
}

/** A result on display. */
export interface Shown {
  readonly result: Result;
  readonly picture: HTMLCanvasElement;
}

/**
 * A threshold's verdict: a score above it is anomalous, one equal to it is not; `undefined` without a
 * threshold.
 */
export function verdictOf(score: number, threshold: number): "normal" | "anomalous" | undefined {
  if (Number.isNaN(threshold)) return undefined;
  return score > threshold ? "anomalous" : "normal";
}

/**
 * From the lowest value of a map to its highest, or to the highest stored threshold if that is
 * higher, so that a normal image stays dark.
 */
export function rangeOf(map: Float32Array, { thresholds }: PageFacts): HeatRange {
  let [low, high] = [Infinity, -Infinity];
  for (const value of map) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high: Math.max(high, ...thresholds.map(({ pixel }) => pixel ?? high)) };
}

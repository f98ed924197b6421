/**
 * Progress in words, the same on the terminal and in notebooks.
 *
 * @module
 */
import type { Progress } from "./progress.ts";

const PHASES = {
  decode: "decoding",
  features: "extracting features",
  train: "training",
  score: "scoring",
  controls: "scoring without a network",
  run: "running",
} as const;

/** The name of the current phase: `training`. */
export function phaseName({ phase }: Progress): string {
  return PHASES[phase];
}

/**
 * Steps, epoch, loss, speed, and the time left or taken; what is unknown is left out.
 *
 * @param seconds Since the phase began.
 *
 * @example
 * ```ts
 * import { describeProgress } from "./progress_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const progress = { phase: "train", done: 1, total: 4, epoch: 1, epochs: 2, loss: 0.5 } as const;
 * assertEquals(describeProgress(progress, 10), ["1/4", "epoch 1/2", "loss 0.5000", "0:30 left"]);
 * ```
 */
export function describeProgress(progress: Progress, seconds: number): string[] {
  const { done, total, epoch, epochs, loss, imagesPerSecond } = progress;
  const left = done > 0 ? (seconds * (total - done)) / done : NaN;
  return [
    `${done}/${total}`,
    epoch === undefined ? "" : `epoch ${epoch}/${epochs}`,
    loss === undefined ? "" : `loss ${loss.toPrecision(4)}`,
    imagesPerSecond === undefined ? "" : `${imagesPerSecond.toFixed(0)} images/s`,
    done === total ? `took ${formatDuration(seconds)}` : `${formatDuration(left)} left`,
  ].filter((part) => part !== "");
}

/** `75 s` as `1:15`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/**
 * A duration in words, for estimates.
 *
 * @example
 * ```ts
 * import { describeDuration } from "./progress_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([80, 2390, 7380].map(describeDuration), ["80 s", "40 min", "2 h 3 min"]);
 * ```
 */
export function describeDuration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (minutes < 100) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * The training loop: progress, checkpoints, stopping.
 *
 * @module
 */
export * from "./checkpoint.ts";
export { CHECKPOINT_INTERVAL, requestCheckpoint } from "./checkpoint_clock.ts";
export * from "./divergence.ts";
export type { EpochLosses, TrainingHistory } from "./loop.ts";
export * from "./progress.ts";
export * from "./stop_signal.ts";

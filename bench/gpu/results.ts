/**
 * The results of the GPU benchmark.
 *
 * @module
 */
import type { WebGpuCounts } from "./webgpu_counts.ts";

/** Training steps of one variant with one batch size. */
export interface GpuTiming {
  readonly side: "ours" | "pytorch";
  readonly variant: string;
  readonly batch: number;
  readonly median_ms: number;
  readonly min_ms: number;
  readonly max_ms: number;
  /** Time of the first step, including compilation. */
  readonly first_ms: number;
  readonly images_per_second: number;
  /**
   * PyTorch's own count of its tensors; for this library, how much the memory in use grew by
   * `nvidia-smi`, with the libraries' own. The two cannot be compared.
   */
  readonly peak_gpu_mb?: number;
  /** Counts of one step. */
  readonly counts?: WebGpuCounts;
}

/** Variants of either side that compute products in float32, as the peak is measured. */
const FLOAT32 = ["compiled", "eager", "unordered", "xla", "channels-last", "compile"];

const MEMORY = { ours: "more in use on the GPU", pytorch: "of PyTorch's tensors" } as const;

/** The device's highest rate, measured, and the products of one image's training. */
export interface Peak {
  readonly gflops: number;
  readonly gflop_per_image: number;
}

/** One part of the benchmark: its result, or why it did not run. */
export type PartResult =
  | { readonly part: string; readonly seconds: number; readonly result: unknown }
  | { readonly part: string; readonly skipped: string };

/** Formats one row per timing. */
export function timingRow(
  { side, variant, batch, median_ms, images_per_second, first_ms, peak_gpu_mb, counts }: GpuTiming,
  peak?: Peak,
): string {
  const share = peak && FLOAT32.includes(variant)
    ? ` ${(images_per_second * peak.gflop_per_image / peak.gflops * 100).toFixed(0)} % of the peak`
    : "";
  return `  ${side.padEnd(8)} ${variant.padEnd(14)} batch ${String(batch).padStart(3)} ` +
    `${median_ms.toFixed(1).padStart(8)} ms ${images_per_second.toFixed(0).padStart(6)} images/s` +
    `${share}, first ${(first_ms / 1000).toFixed(1)} s` +
    (peak_gpu_mb === undefined ? "" : `, ${peak_gpu_mb.toFixed(0)} MB ${MEMORY[side]}`) +
    (counts === undefined ? "" : `; a step: ${formatCounts(counts)}`);
}

function formatCounts(counts: WebGpuCounts): string {
  const { dispatches, submits, uploads, uploadedBytes, readBacks } = counts;
  return `${dispatches} dispatches in ${submits} submits, ${uploads} uploads of ` +
    `${(uploadedBytes / 1e6).toFixed(2)} MB, ${readBacks} read-backs`;
}

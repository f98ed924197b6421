/**
 * Compares two libraries by variants with the same arithmetic.
 *
 * @module
 */
import type { Timing } from "./cases.ts";

/** The variants that are compared. */
export const PRECISIONS = [
  {
    precision: "float32",
    ours: "compiled",
    peers: ["torch-eager", "torch-channels-last", "torch-compile"],
  },
  { precision: "bf16", ours: "compiled-bf16", peers: ["torch-bf16"] },
] as const;

/** A variant of the other library, and how many times better this library's is; below 1 = worse. */
export interface Ratio {
  readonly value: number;
  readonly peer: string;
  /** Peers that were not measured: one of them may be the better one. */
  readonly without: readonly string[];
}

/** Speed against the fastest peer that was measured. */
export function ratioTo(
  results: readonly Timing[],
  ours: string,
  peers: readonly string[],
): Ratio | undefined {
  return against(results, ours, peers, ({ median_ms }) => median_ms);
}

/** Peak memory of the leanest peer that was measured, relative to this library's. */
export function memoryRatio(results: readonly Timing[]): Ratio | undefined {
  const [{ ours, peers }] = PRECISIONS;
  return against(results, ours, peers, ({ peak_mb }) => peak_mb);
}

function against(
  results: readonly Timing[],
  ours: string,
  peers: readonly string[],
  cost: (timing: Timing) => number,
): Ratio | undefined {
  const own = results.find(({ variant }) => variant === ours);
  const [best] = results.filter(({ variant }) => peers.includes(variant))
    .toSorted((a, b) => cost(a) - cost(b));
  if (!own || !best) return undefined;
  const without = peers.filter((peer) => !results.some(({ variant }) => variant === peer));
  return { value: cost(best) / cost(own), peer: best.variant, without };
}

/** Marks a comparison that lacks peers: ` (without torch-compile)`; empty where none is missing. */
export function formatWithout({ without }: Pick<Ratio, "without">): string {
  return without.length === 0 ? "" : ` (without ${without.join(" and ")})`;
}

/**
 * Goals of each case relative to PyTorch, and whether they are reached.
 *
 * @module
 */
import type { Timing } from "./cases.ts";
import { formatWithout, memoryRatio, PRECISIONS, type Ratio, ratioTo } from "./ratio.ts";

/**
 * Minimum speed relative to the fastest of PyTorch's variants with the same arithmetic, and maximum
 * relative memory.
 */
interface Goal {
  readonly float32: number;
  readonly bf16?: number;
  readonly memory?: number;
}

const GOALS: Readonly<Record<string, Goal>> = {
  "train-256": { float32: 1.3, bf16: 1.2, memory: 1.2 },
  "train-128": { float32: 1.25, bf16: 1.2 },
  "train-32": { float32: 1.2, bf16: 1.2 },
  "train-plus-128": { float32: 1.25 },
  "score-256-1": { float32: 1.4 },
  "score-256-16": { float32: 1.4 },
};
/** Goal wherever there is no other: not behind. */
const AHEAD: Goal = { float32: 1 };

/** A goal of a measured case. */
export interface Outcome extends Pick<Ratio, "peer" | "without"> {
  /** `float32`, `bf16` or `peak memory`. */
  readonly of: string;
  /** Times as fast as the peer or, of memory, times as much. */
  readonly ratio: number;
  /** At least or, of memory, at most. */
  readonly wanted: number;
  /** Share of the goal that is reached; 1 = just met. */
  readonly share: number;
}

/** The goals of a case that was measured on both sides. */
export function outcomes(results: readonly Timing[]): Outcome[] {
  const goal = GOALS[results[0]?.case ?? ""] ?? AHEAD;
  const speeds = PRECISIONS.flatMap(({ precision, ours, peers }) => {
    const ratio = ratioTo(results, ours, peers);
    if (!ratio) return [];
    const { value, ...against } = ratio;
    const wanted = goal[precision] ?? AHEAD.float32;
    return [{ of: precision, ratio: value, ...against, wanted, share: value / wanted }];
  });
  const memory = memoryRatio(results);
  if (!memory || !goal.memory) return speeds;
  const { value, ...against } = memory;
  const share = value * goal.memory;
  const outcome = { of: "peak memory", ratio: 1 / value, ...against, wanted: goal.memory, share };
  return [...speeds, outcome];
}

/**
 * Returns a line for each goal of a case that was measured on both sides, and a warning where PyTorch
 * wins.
 *
 * @example
 * ```ts
 * import { goalLines } from "./goals.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const timing = (variant: string, median_ms: number) => ({
 *   ...{ case: "train-128", variant, median_ms, min_ms: 1, max_ms: 1, samples: 1 },
 *   ...{ first_ms: 1, peak_mb: 1 },
 * });
 * assertEquals(goalLines([timing("compiled", 50), timing("torch-eager", 60)]), [
 *   "goal: float32 1.20× torch-eager (without torch-channels-last and torch-compile), wanted 1.25×: " +
 *   "missed by 4 %",
 * ]);
 * ```
 */
export function goalLines(results: readonly Timing[]): string[] {
  return outcomes(results).flatMap((outcome) => {
    const { of, ratio, peer } = outcome;
    const line = `goal: ${of} ${formatOutcome(outcome)}`;
    return ratio < 1 && of !== "peak memory"
      ? [line, `warning: in ${of} ${peer} is ${times(1 / ratio)} as fast`]
      : [line];
  });
}

/** Writes an outcome in words: `1.20× torch-eager, wanted 1.25×: missed by 4 %`. */
export function formatOutcome(outcome: Outcome): string {
  const { of, ratio, peer, wanted, share } = outcome;
  const isMemory = of === "peak memory";
  const beyond = isMemory ? 1 / share - 1 : 1 - share;
  const verdict = share >= 1 ? "met" : `missed by ${(beyond * 100).toFixed(0)} %`;
  const [whose, bound] = isMemory ? [`${peer}'s`, "at most"] : [peer, "wanted"];
  return `${times(ratio)} ${whose}${formatWithout(outcome)}, ${bound} ${times(wanted)}: ${verdict}`;
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)}×`;
}

/**
 * Goals of each case relative to PyTorch, and whether they are reached.
 *
 * @module
 */
import type { Timing } from "./cases.ts";
import { memoryRatio, PRECISIONS, type Ratio, ratioTo } from "./ratio.ts";

/**
 * Minimum speed relative to the fastest PyTorch with the same arithmetic, and maximum relative
 * memory.
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
/** Goal of every other method: not behind. */
const AHEAD: Goal = { float32: 1 };

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
 *   "goal: float32 1.20× torch-eager, wanted 1.25×: missed by 4 %",
 * ]);
 * ```
 */
export function goalLines(results: readonly Timing[]): string[] {
  const goal = GOALS[results[0]?.case ?? ""] ?? AHEAD;
  const speeds = PRECISIONS.flatMap(({ precision, ours, peers }) => {
    const ratio = ratioTo(results, ours, peers);
    if (!ratio) return [];
    const wanted = goal[precision];
    const behind = ratio.value < 1
      ? [`warning: in ${precision} ${ratio.peer} is ${times(1 / ratio.value)} as fast`]
      : [];
    return [...(wanted ? [speedLine(precision, ratio, wanted)] : []), ...behind];
  });
  const memory = memoryRatio(results);
  return memory && goal.memory ? [...speeds, memoryLine(memory, goal.memory)] : speeds;
}

function speedLine(precision: string, { value, peer }: Ratio, wanted: number): string {
  const outcome = verdict(value / wanted);
  return `goal: ${precision} ${times(value)} ${peer}, wanted ${times(wanted)}: ${outcome}`;
}

function memoryLine({ value, peer }: Ratio, most: number): string {
  const outcome = verdict(value * most);
  return `goal: peak memory ${times(1 / value)} ${peer}'s, at most ${times(most)}: ${outcome}`;
}

/** @param share Share of the goal that is reached; 1 = just met. */
function verdict(share: number): string {
  return share >= 1 ? "met" : `missed by ${((1 / share - 1) * 100).toFixed(0)} %`;
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)}×`;
}

/** Many steps: memory must stay flat. */
import { runDeno } from "../child.ts";
import type { Attempt, Fault, FaultResult } from "./fault.ts";

/** Megabytes by which the process may grow once its buffers have reached their size. */
const GROWTH_MB = 40;

async function soak({ tries, onTry }: Attempt): Promise<FaultResult> {
  const { code, stdout, stderr } = await runDeno([
    ...["run", "--quiet", "--allow-all", "tests/faults/soak_child.ts", String(tries)],
  ]);
  onTry();
  if (code !== 0) return { tries, outcome: "failed", problems: [stderr] };
  const { settled, last } = JSON.parse(stdout) as Record<"settled" | "last", Sample>;
  const problems: string[] = [];
  const grown = last.rss - settled.rss;
  if (grown > GROWTH_MB) problems.push(`the process grew by ${grown.toFixed(1)} MB`);
  for (const kind of ["handles", "tensors"] as const) {
    if (last[kind] !== settled[kind]) {
      problems.push(`${settled[kind]} ${kind} became ${last[kind]}`);
    }
  }
  return {
    tries,
    outcome:
      `memory ${settled.rss.toFixed(0)} MB after a tenth, ${last.rss.toFixed(0)} MB at the ` +
      `end; ${last.tensors} tensors and ${last.handles} handles at both`,
    problems,
  };
}

/** The memory that a process holds. */
export interface Sample {
  /** Resident memory in megabytes. */
  readonly rss: number;
  /** Tensors of TensorFlow; 0 on other backends. */
  readonly handles: number;
  /** Tensors of tfjs. */
  readonly tensors: number;
}

/** Faults that appear over time. */
export const SOAK_FAULTS: readonly Fault[] = [{
  id: "soak",
  title: "many compiled training steps in one process",
  full: 20_000,
  short: 1000,
  run: soak,
}];

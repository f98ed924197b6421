/**
 * The measurements of `deno task bench` besides cases: cold start, feeding, and the throughput of a
 * sweep.
 *
 * @module
 */
import { median } from "../lib/metrics/statistics/median.ts";
import type { CaseName } from "./cases.ts";
import { measuring, run } from "./python.ts";

/** The output of `bench/start.ts`, in milliseconds. */
export interface Start {
  readonly phases: Readonly<Record<string, number>>;
  readonly step_ms: number;
  readonly feed_ms: number;
}

/** Runs per hour of a method, where one run is 1,000 steps. */
export interface Throughput {
  readonly method: string;
  /** Two processes of one thread each. */
  readonly two_by_one: number;
  /** One process of two threads, with its ops one after another. */
  readonly one_by_two: number;
  /** One process whose number of threads TensorFlow chooses, as without `DAAD_THREADS`. */
  readonly automatic: number;
}

const RUN_STEPS = 1000;
const HOUR_MS = 3_600_000;
/** Methods measured in the sweep, by case. */
const SWEPT: readonly CaseName[] = ["ae-32", "train-32", "ganomaly-32"];

/** Measures medians over fresh processes. */
export async function measureStart(name: CaseName, rounds: number): Promise<Start> {
  const all: Start[] = [];
  for (let i = 0; i < rounds; i++) all.push(await child("bench/start.ts", ["--case", name]));
  const middle = (of: (start: Start) => number) => median(all.map(of));
  return {
    phases: Object.fromEntries(
      Object.keys(all[0]!.phases).map((phase) => [phase, middle(({ phases }) => phases[phase]!)]),
    ),
    step_ms: middle(({ step_ms }) => step_ms),
    feed_ms: middle(({ feed_ms }) => feed_ms),
  };
}

/** Compares two processes of one thread with one of two, for each method in turn. */
export async function measureThroughput(rounds: number): Promise<Throughput[]> {
  const all: Throughput[] = [];
  for (const name of SWEPT) {
    const found: Omit<Throughput, "method">[] = [];
    for (let i = 0; i < rounds; i++) {
      found.push({
        two_by_one: await runsAnHour(name, 2, { DAAD_THREADS: "1" }),
        one_by_two: await runsAnHour(name, 1, { DAAD_THREADS: "2" }),
        automatic: await runsAnHour(name, 1, {}),
      });
    }
    const middle = (of: keyof typeof found[0]) => median(found.map((round) => round[of]));
    all.push({
      method: name,
      two_by_one: middle("two_by_one"),
      one_by_two: middle("one_by_two"),
      automatic: middle("automatic"),
    });
  }
  return all;
}

async function runsAnHour(
  name: CaseName,
  processes: number,
  env: Record<string, string>,
): Promise<number> {
  const steps = await Promise.all(
    Array.from(
      { length: processes },
      () => child<{ step_ms: number }>("bench/sweep_child.ts", ["--case", name], env),
    ),
  );
  return steps.reduce((sum, { step_ms }) => sum + HOUR_MS / (step_ms * RUN_STEPS), 0);
}

async function child<T>(
  script: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<T> {
  return JSON.parse(await run(Deno.execPath(), measuring(script, args), env));
}

/** Lines for the terminal. */
export function formatStart(name: string, { phases, ...times }: Start): string {
  const parts = Object.entries(phases).map(([phase, ms]) =>
    `${phase.replace("_", " ")} ${(ms / 1000).toFixed(2)} s`
  );
  const total = Object.values(phases).reduce((sum, ms) => sum + ms, 0);
  return `start of ${name}\n` +
    `  first step done after ${(total / 1000).toFixed(2)} s: ${parts.join(", ")}\n` +
    `  feeding ${times.feed_ms.toFixed(2)} ms a step of ${times.step_ms.toFixed(1)} ms, ` +
    `${(100 * times.feed_ms / times.step_ms).toFixed(1)} %, while the step before is computed`;
}

/** Lines for the terminal. */
export function formatThroughput(all: readonly Throughput[]): string {
  const lines = all.map(({ method, two_by_one, one_by_two, automatic }) =>
    `  ${method.padEnd(12)} ${two_by_one.toFixed(1)} by two processes of one thread, ` +
    `${one_by_two.toFixed(1)} by one of two (${(two_by_one / one_by_two).toFixed(2)}×), ` +
    `${automatic.toFixed(1)} by one whose threads TensorFlow chooses`
  );
  return [`sweep: runs of ${RUN_STEPS} steps an hour`, ...lines].join("\n");
}

/**
 * Times training steps of all variants, each in its own process.
 *
 * @module
 */
import { measuring } from "../python.ts";
import { type Ran, runFor, type Variables } from "./child.ts";
import type { Options } from "./facts.ts";
import { withGpuPeak } from "./memory.ts";
import type { Context, Found } from "./part.ts";
import { type GpuTiming, timingRow } from "./results.ts";

/**
 * Variants: compiled, op by op, by XLA, in other arithmetic, with sums in any order; only the first
 * runs with the larger batches too.
 */
const VARIANTS: readonly { variant: string; env?: Variables; sizes: "first" | "all" }[] = [
  { variant: "compiled", sizes: "all" },
  { variant: "eager", sizes: "first" },
  { variant: "tf32", env: { NVIDIA_TF32_OVERRIDE: "1" }, sizes: "first" },
  { variant: "unordered", env: { TF_DETERMINISTIC_OPS: "0" }, sizes: "first" },
  { variant: "fp16", sizes: "first" },
  // The flag makes XLA compile for processors too, so that this runs without a GPU.
  { variant: "xla", env: { TF_XLA_FLAGS: "--tf_xla_cpu_global_jit" }, sizes: "first" },
];
/** Runs all variants one after another, until the time is up. */
export async function allVariants({ options, seconds }: Context): Promise<Ran[]> {
  const end = performance.now() + seconds * 1000;
  const runs: Ran[] = [];
  for (const { variant, env, sizes } of VARIANTS) {
    const batch = sizes === "all" ? options.batch : options.batch.split(",")[0]!;
    const left = (end - performance.now()) / 1000;
    runs.push(
      left > 1
        ? await stepsOf(variant, batch, { options, seconds: left, env })
        : { lines: [], failure: `${variant}: no time was left` },
    );
  }
  return runs;
}

/** Times steps of one variant in a separate process. */
export async function stepsOf(
  variant: string,
  batch: string,
  { options, seconds, env }: { options: Options; seconds: number; env?: Variables },
): Promise<Ran> {
  const args = ["--case", options.case, "--steps", options.steps, "--batch", batch];
  const measured = measuring("bench/gpu/measure.ts", ["--variant", variant, ...args]);
  const [ran, peak] = await withGpuPeak(() => runFor(seconds, Deno.execPath(), measured, env));
  const lines = ran.lines.map((line) => JSON.stringify({ ...JSON.parse(line), peak_gpu_mb: peak }));
  return { lines, failure: ran.failure && `${variant}: ${ran.failure}` };
}

/** Collects the timings and failures, one per line, and the reasons for which programs ended early. */
export function timings(runs: readonly Ran[], { peak }: Context): Found {
  const found: (GpuTiming | { variant: string; batch: number; failed: string })[] = runs
    .flatMap(({ lines }) => lines.map((line) => JSON.parse(line)));
  const failures = runs.flatMap(({ failure }) => failure ?? []);
  const rows = found.map((one) =>
    "failed" in one ? `  ${one.variant} batch ${one.batch}: ${one.failed}` : timingRow(one, peak)
  );
  return {
    result: { timings: found, failures },
    lines: [...rows, ...failures.map((failure) => `  ${failure}`)],
  };
}

/**
 * The parts of the benchmark.
 *
 * @module
 */
import { measuring } from "../python.ts";
import { type Ran, runFor, type Variables } from "./child.ts";
import { compareScores } from "./compare.ts";
import type { Facts, Options } from "./facts.ts";
import { withGpuPeak } from "./memory.ts";
import { type GpuTiming, type Peak, timingRow } from "./results.ts";

/** What a part is told. */
export interface Context {
  readonly options: Options;
  readonly facts: Facts;
  /** Seconds that it may take. */
  readonly seconds: number;
  /** What parts before it found. */
  readonly peak?: Peak;
}

/** What a part found. */
export interface Found {
  readonly result: unknown;
  readonly lines: readonly string[];
  readonly peak?: Peak;
}

/** A part of the benchmark. */
export interface BenchPart {
  readonly id: string;
  readonly what: string;
  /** The most that it takes. */
  readonly seconds: number;
  /** Why it cannot run here. */
  readonly missing: (facts: Facts, options: Options) => string | undefined;
  readonly run: (context: Context) => Promise<Found>;
}

/** Compiled and op by op, by XLA, in other arithmetic; the first also with the larger batches. */
const VARIANTS: readonly { variant: string; env?: Variables; sizes: "first" | "all" }[] = [
  { variant: "compiled", sizes: "all" },
  { variant: "eager", sizes: "first" },
  { variant: "tf32", env: { NVIDIA_TF32_OVERRIDE: "1" }, sizes: "first" },
  { variant: "fp16", sizes: "first" },
  { variant: "xla", sizes: "first" },
];
const CONTRACTS = ["autoencoders", "adversarial"].map((family) =>
  `tests/methods/contract_${family}_test.ts`
);
const neverMissing = () => undefined;

/** In the order in which they run, the ones that say whether numbers can be trusted first. */
export const PARTS: readonly BenchPart[] = [
  {
    id: "device",
    what: "driver, libraries, devices",
    seconds: 1,
    missing: neverMissing,
    run: ({ facts: { doctor } }) => {
      const { machine, backend, backends, gpu } = doctor;
      const lines = backends.map(({ id, state }) => `  ${id}: ${state}`);
      return Promise.resolve({ result: { machine, backend, backends, gpu }, lines });
    },
  },
  {
    id: "scores",
    what: "scores of one model on the GPU and on the processor",
    seconds: 40,
    missing: ({ noTensorFlow, noWebGpu }, { backend }) =>
      backend === "webgpu" ? noWebGpu : noTensorFlow,
    run: compareScores,
  },
  {
    id: "contracts",
    what: "contract tests of DAAD, DAAD+, AE and GANomaly",
    seconds: 50,
    missing: ({ noTensorFlow, noWebGpu }, { backend }) =>
      backend === "webgpu" ? noWebGpu : noTensorFlow,
    run: async ({ options: { backend }, seconds }) => {
      const methods = "/: (daad|daad_plus|ae|ganomaly): /";
      const { lines, failure } = await runFor(
        seconds,
        Deno.execPath(),
        ["test", "--allow-all", "--no-check", "--quiet", "--filter", methods, ...CONTRACTS],
        { DAAD_BACKEND: backend },
      );
      const result = { outcome: lines.at(-1) ?? "nothing printed", failure };
      return { result, lines: [`  ${result.outcome}${failure ? `; ${failure}` : ""}`] };
    },
  },
  {
    id: "peak",
    what: "the device's highest rate of float32 products",
    seconds: 25,
    missing: ({ noTensorFlow }) => noTensorFlow,
    run: async ({ options, seconds }) => {
      const ran = await runFor(
        seconds,
        Deno.execPath(),
        measuring("bench/gpu/peak.ts", [options.case]),
      );
      if (ran.failure) throw new Error(ran.failure);
      const peak: Peak = JSON.parse(ran.lines[0]!);
      const { gflops, gflop_per_image } = peak;
      const lines = [
        `  ${(gflops / 1e3).toFixed(2)} TFLOP/s; an image's training takes ` +
        `${gflop_per_image.toFixed(2)} GFLOP of products`,
      ];
      return { result: peak, peak, lines };
    },
  },
  {
    id: "steps",
    what: "training steps: compiled, op by op, TF32, fp16, XLA",
    seconds: 75,
    missing: ({ noTensorFlow }) => noTensorFlow,
    run: async (context) => {
      const { options, seconds } = context;
      const end = performance.now() + seconds * 1000;
      const runs: Ran[] = [];
      for (const { variant, env, sizes } of VARIANTS) {
        const batch = sizes === "all" ? options.batch : options.batch.split(",")[0]!;
        const left = (end - performance.now()) / 1000;
        runs.push(left > 1 ? await ours(variant, batch, { options, left, env }) : late(variant));
      }
      return timings(runs, context);
    },
  },
  {
    id: "pytorch",
    what: "the same steps by PyTorch: eager, channels last, AMP, torch.compile",
    seconds: 60,
    missing: ({ noPyTorch }) => noPyTorch,
    run: async (context) => {
      const { options, seconds } = context;
      const args = [
        ...["bench/gpu/measure.py", "--device", options.withoutGpu ? "cpu" : "cuda"],
        ...["--case", options.case, "--batch", options.batch, "--steps", options.steps],
      ];
      return timings([await runFor(seconds, options.python, args)], context);
    },
  },
  {
    id: "webgpu",
    what: "training steps by WebGPU, and what a step asks of it",
    seconds: 30,
    missing: ({ noWebGpu }) => noWebGpu,
    run: async (context) => {
      const { options, seconds } = context;
      const batch = options.batch.split(",")[0]!;
      return timings([await ours("webgpu", batch, { options, left: seconds })], context);
    },
  },
];

async function ours(
  variant: string,
  batch: string,
  { options, left, env }: { options: Options; left: number; env?: Variables },
): Promise<Ran> {
  const args = ["--case", options.case, "--steps", options.steps, "--batch", batch];
  const measured = measuring("bench/gpu/measure.ts", ["--variant", variant, ...args]);
  const [ran, peak] = await withGpuPeak(() => runFor(left, Deno.execPath(), measured, env));
  const lines = ran.lines.map((line) => JSON.stringify({ ...JSON.parse(line), peak_gpu_mb: peak }));
  return { lines, failure: ran.failure && `${variant}: ${ran.failure}` };
}

function late(variant: string): Ran {
  return { lines: [], failure: `${variant}: no time was left` };
}

/** Every line a timing or what failed; with what ended a program before its end. */
function timings(runs: readonly Ran[], { peak }: Context): Found {
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

/**
 * The parts of the benchmark.
 *
 * @module
 */
import { measuring } from "../python.ts";
import { runFor } from "./child.ts";
import { compareScores } from "./compare.ts";
import type { BenchPart } from "./part.ts";
import type { Peak } from "./results.ts";
import { allVariants, stepsOf, timings } from "./steps.ts";

const CONTRACTS = ["autoencoders", "adversarial"].map((family) =>
  `tests/methods/contract_${family}_test.ts`
);
const neverMissing = () => undefined;

/** Parts in the order in which they run; those that show whether numbers can be trusted come first. */
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
    what: "training steps: compiled, op by op, TF32, sums in any order, fp16, XLA",
    seconds: 75,
    missing: ({ noTensorFlow }) => noTensorFlow,
    run: async (context) => {
      const found = timings(await allVariants(context), context);
      const note = "  a processor has neither TF32 nor float16: these rows are the compiled step";
      return context.options.withoutGpu ? { ...found, lines: [...found.lines, note] } : found;
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
      return timings([await stepsOf("webgpu", batch, { options, seconds })], context);
    },
  },
];

/**
 * Measures one case with one variant of this library, and prints JSON, as `pytorch/measure.py` does
 * for PyTorch: `deno run -A bench/measure.ts --case train-256 --variant compiled --samples 20`.
 *
 * Training is measured through the detector itself: feeding, the step and reading its loss.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { useBackend } from "../lib/backend/backend.ts";
import { setGraphOptions } from "../lib/backend/settings/graph_options.ts";
import { type CaseName, CASES, repeatCase, type Timing } from "./cases.ts";
import { peakMemory } from "./peak_memory.ts";
import { spreadOf } from "./spread.ts";

/** Variants of this library; `wasm` is the WebAssembly backend. */
const VARIANTS = ["eager", "compiled", "compiled-bf16", "wasm"];

const { values } = parseArgs({
  options: {
    case: { type: "string", default: "train-256" },
    variant: { type: "string", default: "compiled" },
    samples: { type: "string", default: "20" },
    warmup: { type: "string", default: "5" },
  },
});
const name = values.case as CaseName;
if (!CASES.includes(name) || !VARIANTS.includes(values.variant)) {
  console.error(`--case: one of ${CASES.join(", ")}; --variant: one of ${VARIANTS.join(", ")}`);
  Deno.exit(2);
}
const { variant } = values;
await useBackend({ force: variant === "wasm" ? "wasm" : "tensorflow" });
setGraphOptions({
  compiled: variant.startsWith("compiled"),
  precision: variant === "compiled-bf16" ? "bf16" : "fp32",
});
const warmup = Number(values.warmup);
const ends = await repeatCase(name, warmup + Number(values.samples));
const times = ends.map((end, i) => end - (ends[i - 1] ?? NaN)).slice(Math.max(warmup, 1));
const result: Timing = {
  case: name,
  variant,
  ...spreadOf(times),
  first_ms: performance.timeOrigin + ends[0]! - startOfProcess(),
  ...await peakMemory(),
};
console.log(JSON.stringify(result));

/** Start of this process in milliseconds since the epoch, as reported by the parent. */
function startOfProcess(): number {
  return Number(Deno.env.get("BENCH_STARTED") ?? performance.timeOrigin);
}

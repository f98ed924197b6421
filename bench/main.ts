/**
 * `deno task bench [--case NAME …] [--rounds N] [--samples N] [--json]`: this library and PyTorch
 * side by side.
 *
 * All variants of a case run in turn, one process each, for several rounds, so that a drifting
 * machine hurts all alike. PyTorch is installed into `.venv-bench` at the first run. Results go to
 * `bench/results/<processor>/<case>.json`; a case that PyTorch wins ends with a warning.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { codeVersion, machineFacts } from "../lib/experiment/environment.ts";
import { type CaseName, CASES, sizesOf, type Timing } from "./cases.ts";
import { installPython, measuring, run } from "./python.ts";
import { folderOf, processor } from "./processor.ts";
import { formatCase, type StoredCase, summarise } from "./summary.ts";

const OURS = ["eager", "compiled", "compiled-bf16", "wasm"];
const TORCH = ["torch-eager", "torch-channels-last", "torch-compile", "torch-bf16"];
/** About ten times slower than the others: measured, but not as often. */
const SLOW = { variant: "wasm", samples: 2, warmup: 1 };

const { values } = parseArgs({
  options: {
    case: { type: "string", multiple: true, default: [...CASES] },
    variant: { type: "string", multiple: true, default: [...OURS, ...TORCH] },
    rounds: { type: "string", default: "3" },
    samples: { type: "string", default: "15" },
    json: { type: "boolean", default: false },
  },
});
const unknown = values.case.find((name) => !CASES.includes(name as CaseName)) ??
  values.variant.find((variant) => ![...OURS, ...TORCH].includes(variant));
if (unknown) {
  console.error(
    `bench: unknown case or variant ${unknown}; cases: ${CASES.join(", ")}; variants: ` +
      [...OURS, ...TORCH].join(", "),
  );
  Deno.exit(2);
}

const python = await installPython();
const ran = await processor();
const folder = `bench/results/${folderOf(ran)}`;
for (const name of values.case as CaseName[]) {
  const timings: Timing[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const variant of values.variant) {
      if (variant === SLOW.variant && round > 0) continue;
      if (!(sizesOf(name).variants ?? [...OURS, ...TORCH]).includes(variant)) continue;
      const timing = await measure(name, variant);
      if (timing) timings.push(timing);
    }
  }
  const results = summarise(timings);
  const limit = sizesOf(name).kind === "train" && sizesOf(name).method === "daad"
    ? JSON.parse(await run(Deno.execPath(), measuring("bench/limit.ts", ["--case", name])))
    : undefined;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(
    `${folder}/${name}.json`,
    JSON.stringify(
      {
        processor: ran,
        machine: machineFacts(),
        code: codeVersion(),
        sizes: sizesOf(name),
        results,
        limit,
      } satisfies StoredCase,
      null,
      2,
    ) + "\n",
  );
  console.log(values.json ? JSON.stringify(results) : formatCase(name, results, limit));
}

async function measure(name: CaseName, variant: string): Promise<Timing | undefined> {
  const slow = variant === SLOW.variant;
  const args = ["--case", name, "--variant", variant].concat(
    ["--samples", slow ? `${SLOW.samples}` : values.samples],
    ["--warmup", slow ? `${SLOW.warmup}` : "5"],
  );
  try {
    return JSON.parse(
      variant.startsWith("torch")
        ? await run(python, ["bench/torch_measure.py", ...args])
        : await run(Deno.execPath(), measuring("bench/measure.ts", args)),
    );
  } catch (error) {
    // torch.compile needs a C++ compiler, which a machine may lack.
    console.error(
      `bench: ${name} ${variant} left out: ${(error as Error).message.split("\n").at(-1)}`,
    );
    return undefined;
  }
}

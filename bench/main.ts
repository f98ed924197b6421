/**
 * `deno task bench [--case NAME …] [--from NAME] [--variant NAME …] [--rounds N] [--samples N]
 * [--json]`: measures this library and PyTorch side by side.
 *
 * All variants of a case run in turn, one process each, for several rounds, so that a drifting
 * machine affects all of them alike. PyTorch is installed into `.venv-bench` on the first run. Before
 * a training step is measured, both sides report how many values they train and what their products
 * cost, and one where these differ is refused; scoring is not counted. Results go to
 * `bench/results/<processor>/<case>.json` as each case ends, so a run may be stopped and resumed
 * `--from` the next case. A case with some variants only, because of `--variant` or since one failed,
 * is printed and not kept: it would replace one that has all. A case prints which goals it reaches,
 * and a warning where PyTorch wins. `start` measures a cold start and feeding, `sweep` the throughput
 * of a sweep.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { codeVersion, machineFacts } from "../lib/experiment/provenance/environment.ts";
import { formatStart, formatThroughput, measureStart, measureThroughput } from "./beside.ts";
import { type CaseName, CASES, sizesOf, type Timing } from "./cases.ts";
import { findGap } from "./complete.ts";
import { findCountMistake, findThreadsMistake, refuse } from "./options.ts";
import { folderOf, processor } from "./processor.ts";
import { errorLine, installPython, measuring, run } from "./python.ts";
import type { Work } from "./recorded_step.ts";
import { workDifference } from "./same_work.ts";
import { formatCase, type StoredCase, summarise } from "./summary.ts";

const OURS = ["eager", "compiled", "compiled-bf16", "wasm"];
const TORCH = ["torch-eager", "torch-channels-last", "torch-compile", "torch-bf16"];
/** About ten times slower than the others, so measured less often. */
const SLOW = { variant: "wasm", samples: 2, warmup: 1 };
const BESIDE = ["start", "sweep"];
const STARTED: readonly CaseName[] = ["train-32", "train-256"];
const ALL = [...CASES, ...BESIDE];

const { values } = parseArgs({
  options: {
    case: { type: "string", multiple: true },
    from: { type: "string", default: ALL[0]! },
    variant: { type: "string", multiple: true, default: [...OURS, ...TORCH] },
    rounds: { type: "string", default: "3" },
    samples: { type: "string", default: "15" },
    json: { type: "boolean", default: false },
  },
});
const counts = { rounds: values.rounds, samples: values.samples };
refuse("bench", findUnknown() ?? findCountMistake(counts) ?? findThreadsMistake());

const rounds = Number(values.rounds);
const python = await installPython();
const { name: ran, bf16 } = await processor();
const folder = `bench/results/${folderOf(ran)}`;
const able = [...OURS, ...TORCH].filter((variant) => bf16 || !/bf16$/.test(variant));
if (!bf16) console.error(`bench: ${ran} has no bfloat16: those variants are left out`);
await Deno.mkdir(folder, { recursive: true });
const facts = { processor: ran, machine: machineFacts(), code: codeVersion() };
const chosen = values.case ?? ALL.slice(ALL.indexOf(values.from));
for (const [i, name] of chosen.entries()) {
  console.error(`bench: ${name}, ${i + 1} of ${chosen.length}, ${new Date().toTimeString()}`);
  if (name === "start") {
    for (const of of STARTED) {
      const start = await measureStart(of, rounds);
      await store(`start-${of}`, { ...facts, ...start }, formatStart(of, start));
    }
  } else if (name === "sweep") {
    const throughput = await measureThroughput(rounds);
    await store(name, { ...facts, throughput }, formatThroughput(throughput));
  } else {
    await benchCase(name as CaseName);
  }
}

async function benchCase(name: CaseName): Promise<void> {
  const { variants = [...OURS, ...TORCH], kind, method } = sizesOf(name);
  const all = able.filter((variant) => variants.includes(variant));
  const wanted = all.filter((variant) => values.variant.includes(variant));
  const work = kind === "train" && wanted.some((variant) => TORCH.includes(variant))
    ? await requireSameWork(name)
    : undefined;
  const timings: Timing[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const variant of wanted) {
      if (round >= roundsOf(variant)) continue;
      const timing = await measure(name, variant);
      if (timing) timings.push(timing);
    }
  }
  const results = summarise(timings);
  const limit = kind === "train" && method === "daad"
    ? JSON.parse(await run(Deno.execPath(), measuring("bench/limit.ts", ["--case", name])))
    : undefined;
  const stored: StoredCase = { ...facts, sizes: sizesOf(name), results, limit, work };
  const text = formatCase(name, results, limit);
  const planned = Object.fromEntries(all.map((variant) => [variant, roundsOf(variant)]));
  const gap = findGap(timings, planned);
  if (gap === undefined) return await store(name, stored, text);
  print(stored, text);
  console.error(`bench: ${name} is not kept, since only a case with all variants is: ${gap}`);
}

function roundsOf(variant: string): number {
  return variant === SLOW.variant ? 1 : rounds;
}

async function store(name: string, content: object, text: string): Promise<void> {
  await Deno.writeTextFile(`${folder}/${name}.json`, JSON.stringify(content, null, 2) + "\n");
  print(content, text);
}

function print(content: object, text: string): void {
  console.log(values.json ? JSON.stringify(content) : text);
}

/** Finds a name that no case or variant has. */
function findUnknown(): string | undefined {
  const unknown = [...values.case ?? [], values.from].find((name) => !ALL.includes(name)) ??
    values.variant.find((variant) => ![...OURS, ...TORCH].includes(variant));
  return unknown && `unknown case or variant ${unknown}; cases: ${ALL.join(", ")}; variants: ` +
      [...OURS, ...TORCH].join(", ");
}

/** Returns the work of a step, and ends the run if it differs between the two sides. */
async function requireSameWork(name: CaseName): Promise<Work> {
  const args = ["--case", name];
  const ours: Work = JSON.parse(await run(Deno.execPath(), measuring("bench/work.ts", args)));
  const theirs: Work = JSON.parse(
    await run(python, ["bench/pytorch/measure.py", "--work", ...args]),
  );
  const difference = workDifference(ours, theirs);
  if (difference === undefined) return ours;
  console.error(`bench: ${name} is not the same on both sides: ${difference}`);
  Deno.exit(1);
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
        ? await run(python, ["bench/pytorch/measure.py", ...args])
        : await run(Deno.execPath(), measuring("bench/measure.ts", args)),
    );
  } catch (error) {
    // torch.compile needs a C++ compiler, which a machine may lack.
    console.error(
      `bench: ${name} ${variant} left out: ${errorLine((error as Error).message)}`,
    );
    return undefined;
  }
}

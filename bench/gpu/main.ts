/**
 * `deno task bench:gpu [--backend webgpu] [--dry-run] [--python PATH] [--seconds 215]`: measures this
 * library on a GPU, in less than four minutes, beside PyTorch where it is installed.
 *
 * It writes `bench/results/gpu.json` and prints a table. A part whose requirements are missing is
 * skipped, with the reason. `--backend webgpu` needs only Deno and this project. `--without-gpu`
 * measures a stand-in for a GPU, to try the script, and writes nothing.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { codeVersion } from "../../lib/experiment/provenance/environment.ts";
import { CASES } from "../cases.ts";
import { findCountMistake, refuse } from "../options.ts";
import { gatherFacts, type Options } from "./facts.ts";
import type { BenchPart } from "./part.ts";
import { PARTS } from "./parts.ts";
import type { PartResult, Peak } from "./results.ts";

/**
 * Chosen so that everything ends within four minutes, including the facts and the end of the last
 * part.
 */
const SECONDS = "215";
const RESULTS = "bench/results/gpu.json";
const BACKENDS = ["tensorflow", "webgpu"];

const { values } = parseArgs({
  options: {
    backend: { type: "string", default: "tensorflow" },
    case: { type: "string", default: "train-256" },
    batch: { type: "string", default: "8,32,128" },
    steps: { type: "string", default: "20" },
    python: { type: "string", default: "python3" },
    seconds: { type: "string", default: SECONDS },
    part: { type: "string", multiple: true, default: PARTS.map(({ id }) => id) },
    "dry-run": { type: "boolean", default: false },
    "without-gpu": { type: "boolean", default: false },
  },
});
refuse("bench:gpu", findMistake());
const options = { ...values, withoutGpu: values["without-gpu"] } as Options;
const facts = await gatherFacts(options);
const deadline = performance.now() + Number(values.seconds) * 1000;
const results: PartResult[] = [];
let peak: Peak | undefined;
for (const part of PARTS.filter(({ id }) => values.part.includes(id))) {
  const result = await runPart(part);
  results.push(result);
  if ("skipped" in result) console.log(`${part.id}: skipped: ${result.skipped}`);
}
const measured = results.some((result) => !("skipped" in result) && result.part !== "device");
if (!values["dry-run"] && !values["without-gpu"] && measured) {
  const stored = { code: codeVersion(), options: values, pytorch: facts.pytorch, parts: results };
  await Deno.writeTextFile(RESULTS, JSON.stringify(stored, null, 2) + "\n");
  console.log(`written to ${RESULTS}`);
} else if (!values["dry-run"]) {
  console.log("nothing was written: no GPU was measured");
}

async function runPart({ id, what, seconds, missing, run }: BenchPart): Promise<PartResult> {
  const reason = missing(facts, options);
  if (reason !== undefined) return { part: id, skipped: `${what}: ${reason}` };
  const left = (deadline - performance.now()) / 1000;
  if (left < 2) return { part: id, skipped: `${what}: the time was up` };
  console.log(
    `${id}: ${what}${values["dry-run"] ? `, ${limitOf(seconds).toFixed(0)} s at most` : ""}`,
  );
  if (values["dry-run"]) return { part: id, seconds: 0, result: undefined };
  const started = performance.now();
  try {
    const context = { options, facts, peak, seconds: Math.min(limitOf(seconds), left) };
    const found = await run(context);
    peak ??= found.peak;
    for (const line of found.lines) console.log(line);
    return { part: id, seconds: (performance.now() - started) / 1000, result: found.result };
  } catch (error) {
    return { part: id, skipped: `${what}: ${(error as Error).message.split("\n")[0]}` };
  }
}

/** A part's share of the total time allowed. */
function limitOf(seconds: number): number {
  return seconds * Number(values.seconds) / Number(SECONDS);
}

/** Finds a mistake in the options. */
function findMistake(): string | undefined {
  const { backend, case: name, batch, steps, seconds, part } = values;
  if (!BACKENDS.includes(backend)) return `--backend: one of ${BACKENDS.join(", ")}`;
  const cases = CASES.filter((known) => /^train-\d+$/.test(known));
  if (!cases.some((known) => known === name)) return `--case: one of ${cases.join(", ")}`;
  if (!/^[1-9]\d*(,[1-9]\d*)*$/.test(batch)) return "--batch: expected sizes such as 8,32,128";
  const unknown = part.find((id) => !PARTS.some((known) => known.id === id));
  if (unknown !== undefined) return `--part: one of ${PARTS.map(({ id }) => id).join(", ")}`;
  return findCountMistake({ steps, seconds });
}

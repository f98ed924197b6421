/**
 * `deno task bench:features [--rounds N] [--samples N] [--python PATH]`: features of pretrained
 * networks and the search for nearest neighbours by this library and by PyTorch and scikit-learn, side
 * by side.
 *
 * Both sides use the same networks and sizes and run in turn, one process per round. This library
 * folds norms into convolutions, PyTorch's variants that do not are called `unfused`. Without
 * `--python`, the benchmarks' own environment is installed. Results go to
 * `bench/results/features.json`.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { codeVersion, machineFacts } from "../../lib/experiment/provenance/environment.ts";
import { findCountMistake, findThreadsMistake, refuse } from "../options.ts";
import { installPython, measuring, run } from "../python.ts";
import { type Spread, spreadOf } from "../spread.ts";
import { BATCH, type Measured, SEARCH, SIZE } from "./cases.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    samples: { type: "string", default: "7" },
    python: { type: "string" },
  },
});
const counts = { rounds: options.rounds, samples: options.samples };
refuse("bench:features", findCountMistake(counts) ?? findThreadsMistake());
const python = options.python ?? await installPython();
const rounds: Measured[] = [];
for (let round = 0; round < Number(options.rounds); round++) {
  const sides: [string, string[]][] = [
    [Deno.execPath(), measuring("bench/features/measure.ts", [options.samples])],
    [python, ["bench/features/measure.py", options.samples]],
  ];
  for (const [command, args] of sides) rounds.push(JSON.parse(await run(command, args)));
}
const results = Object.keys(rounds[0]!.times).map((name) => {
  const { ours, ...theirs } = summarise(name);
  const fastest = Object.entries(theirs).sort(([, a], [, b]) => a.median_ms - b.median_ms)[0]!;
  const ratio = fastest[1].median_ms / ours!.median_ms;
  return { case: name, ours, ...theirs, fastest: fastest[0], ratio };
});
const versions = Object.assign({}, ...rounds.map((round) => round.versions));
await Deno.writeTextFile(
  "bench/results/features.json",
  JSON.stringify(
    {
      machine: machineFacts(),
      code: codeVersion(),
      versions,
      sizes: { batch: BATCH, pixels: SIZE, search: SEARCH },
      results,
    },
    null,
    2,
  ) + "\n",
);
for (const { case: name, ours, fastest, ratio } of results) {
  const speed = name.startsWith("features")
    ? `, ${(BATCH * 1000 / ours!.median_ms).toFixed(1)} images/s`
    : "";
  console.log(
    `${name}: ${ours!.median_ms.toFixed(0)} ms${speed}; ${ratio.toFixed(2)}× ${fastest}`,
  );
}

/** The times of each variant over all rounds. */
function summarise(name: string): Record<string, Spread> {
  const variants: Record<string, number[]> = {};
  for (const { times } of rounds) {
    for (const [variant, own] of Object.entries(times[name] ?? {})) {
      (variants[variant] ??= []).push(...own);
    }
  }
  return Object.fromEntries(
    Object.entries(variants).map(([variant, times]) => [variant, spreadOf(times)]),
  );
}

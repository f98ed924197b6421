/**
 * `deno task bench:metrics [--data DIR] [--rounds N] [--samples N] [--python PATH]`: measures AUROC
 * and PRO of millions of pixels by this library and by scikit-learn and NumPy, side by side.
 *
 * Both sides read the same files and run in turn, one process per round; the run ends if their values
 * differ. Without `--python`, the benchmarks' own environment is installed. Results go to
 * `bench/results/metrics.json`.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { loadCategory } from "../../lib/data/mod.ts";
import { codeVersion, machineFacts } from "../../lib/experiment/provenance/environment.ts";
import { orEnd } from "../bad_input.ts";
import { findCountMistake, refuse } from "../options.ts";
import { installPython, measuring, run } from "../python.ts";
import { type Spread, spreadOf } from "../spread.ts";
import { CASES, type Measured, SIZE, writePixels } from "./cases.ts";
import { valueDifference } from "./same_values.ts";

const { values: options } = parseArgs({
  options: {
    data: { type: "string", default: "data/sample/bottle" },
    rounds: { type: "string", default: "3" },
    samples: { type: "string", default: "7" },
    python: { type: "string" },
  },
});
const { data, rounds, samples } = options;
refuse("bench:metrics", findCountMistake({ rounds, samples }));
const category = await orEnd(() => loadCategory(data));
if (!category.test.some(({ mask }) => mask)) {
  refuse("bench:metrics", `--data ${data}: no test image has a mask; name a category with masks`);
}
const folder = await Deno.makeTempDir({ dir: "bench/results" });
const sides: { ours: Measured[]; python: Measured[] } = { ours: [], python: [] };
let difference: string | undefined;
try {
  await writePixels(category, folder);
  const python = options.python ?? await installPython();
  const args = [folder, samples];
  for (let round = 0; round < Number(rounds) && difference === undefined; round++) {
    const ours: Measured = JSON.parse(
      await run(Deno.execPath(), measuring("bench/metrics/measure.ts", args)),
    );
    const theirs: Measured = JSON.parse(await run(python, ["bench/metrics/measure.py", ...args]));
    difference = valueDifference(ours.values, theirs.values);
    sides.ours.push(ours);
    sides.python.push(theirs);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
if (difference !== undefined) {
  console.error(`bench:metrics: not the same on both sides: ${difference}`);
  Deno.exit(1);
}
const results = CASES.map((name) => {
  const [ours, theirs] = [summarise(sides.ours, name), summarise(sides.python, name)];
  return { case: name, ours, python: theirs, ratio: theirs.median_ms / ours.median_ms };
});
const content = {
  machine: machineFacts(),
  code: codeVersion(),
  versions: { ...sides.ours[0]!.versions, ...sides.python[0]!.versions },
  sizes: { images: category.test.length, height: SIZE, width: SIZE },
  results,
};
await Deno.writeTextFile("bench/results/metrics.json", JSON.stringify(content, null, 2) + "\n");
for (const { case: name, ours, python: theirs, ratio } of results) {
  console.log(`${name.padEnd(6)} ${format(ours)}; Python ${format(theirs)}: ${ratio.toFixed(2)}×`);
}

/** The times of all rounds, and the value, which is the same in each. */
function summarise(
  rounds: readonly Measured[],
  name: typeof CASES[number],
): Spread & { value: number } {
  const times = rounds.flatMap((round) => round.times[name]);
  return { ...spreadOf(times), value: rounds[0]!.values[name] };
}

function format({ median_ms, min_ms, max_ms, samples }: Spread): string {
  return `${median_ms.toFixed(0)} ms [${min_ms.toFixed(0)}, ${max_ms.toFixed(0)}] of ${samples}`;
}

/**
 * `deno task bench:metrics [--data DIR] [--rounds N] [--samples N] [--python PATH]`: measures AUROC
 * and PRO of millions of pixels by this library and by scikit-learn and NumPy, side by side.
 *
 * Both sides read the same files and run in turn, one process per round. Without `--python`, the
 * benchmarks' own environment is installed. Results go to `bench/results/metrics.json`.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { codeVersion, machineFacts } from "../../lib/experiment/environment.ts";
import { installPython, measuring, run } from "../python.ts";
import { CASES, type Measured, SIZE, writePixels } from "./cases.ts";

const { values: options } = parseArgs({
  options: {
    data: { type: "string", default: "../shared/data/mvtec_ad_256/bottle" },
    rounds: { type: "string", default: "3" },
    samples: { type: "string", default: "7" },
    python: { type: "string" },
  },
});
const python = options.python ?? await installPython();
const folder = await Deno.makeTempDir({ dir: "bench/results" });
try {
  const images = await writePixels(options.data, folder);
  const sides: { ours: Measured[]; python: Measured[] } = { ours: [], python: [] };
  const args = [folder, options.samples];
  for (let round = 0; round < Number(options.rounds); round++) {
    sides.ours.push(
      JSON.parse(await run(Deno.execPath(), measuring("bench/metrics/measure.ts", args))),
    );
    sides.python.push(JSON.parse(await run(python, ["bench/metrics/measure.py", ...args])));
  }
  const results = CASES.map((name) => {
    const [ours, theirs] = [summarise(sides.ours, name), summarise(sides.python, name)];
    return { case: name, ours, python: theirs, ratio: theirs.median_ms / ours.median_ms };
  });
  const versions = { ...sides.ours[0]!.versions, ...sides.python[0]!.versions };
  await Deno.writeTextFile(
    "bench/results/metrics.json",
    JSON.stringify(
      {
        machine: machineFacts(),
        code: codeVersion(),
        versions,
        sizes: { images, height: SIZE, width: SIZE },
        results,
      },
      null,
      2,
    ) + "\n",
  );
  for (const { case: name, ours, python: theirs, ratio } of results) {
    console.log(
      `${name.padEnd(6)} ${format(ours)}; Python ${format(theirs)}: ${ratio.toFixed(2)}×`,
    );
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}

/** Median and extremes over all rounds. */
function summarise(
  rounds: readonly Measured[],
  name: typeof CASES[number],
): { median_ms: number; min_ms: number; max_ms: number; samples: number; value: number } {
  const times = rounds.flatMap((round) => round.times[name]).sort((a, b) => a - b);
  return {
    median_ms: times[times.length >> 1]!,
    min_ms: times[0]!,
    max_ms: times.at(-1)!,
    samples: times.length,
    value: rounds[0]!.values[name],
  };
}

function format({ median_ms, min_ms, max_ms, samples }: ReturnType<typeof summarise>): string {
  return `${median_ms.toFixed(0)} ms [${min_ms.toFixed(0)}, ${max_ms.toFixed(0)}] of ${samples}`;
}

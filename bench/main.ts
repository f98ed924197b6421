/**
 * `deno task bench [--case NAME] [--rounds N] [--json]`: this library and PyTorch, side by side.
 *
 * The two run in turn, one process a round, so that a drifting machine hurts both alike. PyTorch is
 * installed into `.venv-bench` at the first run. Results go to `bench/results/<case>.json`.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { machineFacts } from "../lib/experiment/environment.ts";

/** One process's figures. */
interface Timing {
  case: string;
  variant: string;
  median_ms: number;
  min_ms: number;
  max_ms: number;
  samples: number;
}

const ENVIRONMENT = ".venv-bench";
const PYTHON = `${ENVIRONMENT}/bin/python`;

const { values } = parseArgs({
  options: {
    case: { type: "string", multiple: true, default: ["train-256", "train-128", "train-32"] },
    rounds: { type: "string", default: "3" },
    samples: { type: "string", default: "20" },
    json: { type: "boolean", default: false },
  },
});

await installPyTorch();
for (const name of values.case) {
  const rounds: Timing[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const sampling = ["--case", name, "--samples", values.samples, "--warmup", "5"];
    rounds.push(
      await time(Deno.execPath(), ["run", "-A", "bench/train_step.ts", ...sampling]),
      await time(PYTHON, ["bench/torch_step.py", ...sampling, "--json"]),
    );
  }
  const results = Object.values(Object.groupBy(rounds, ({ variant }) => variant)).map((group) =>
    summarise(group!)
  );
  await Deno.mkdir("bench/results", { recursive: true });
  await Deno.writeTextFile(
    `bench/results/${name}.json`,
    JSON.stringify({ machine: machineFacts(), results }, null, 2) + "\n",
  );
  if (values.json) console.log(JSON.stringify(results));
  else report(results);
}

/** Median of the rounds' medians, and the extremes over all samples. */
function summarise(rounds: Timing[]): Timing {
  const medians = rounds.map((round) => round.median_ms).sort((a, b) => a - b);
  return {
    case: rounds[0]!.case,
    variant: rounds[0]!.variant,
    median_ms: medians[medians.length >> 1]!,
    min_ms: Math.min(...rounds.map((round) => round.min_ms)),
    max_ms: Math.max(...rounds.map((round) => round.max_ms)),
    samples: rounds.reduce((n, round) => n + round.samples, 0),
  };
}

function report(results: Timing[]): void {
  const torch = results.find(({ variant }) => variant === "torch-eager")!;
  for (const { case: name, variant, median_ms, min_ms, max_ms, samples } of results) {
    console.log(
      `${name.padEnd(10)} ${variant.padEnd(12)} ${median_ms.toFixed(1).padStart(7)} ms  ` +
        `[${min_ms.toFixed(1)}, ${max_ms.toFixed(1)}]  ${samples} samples  ` +
        `${(torch.median_ms / median_ms).toFixed(2)}× PyTorch eager`,
    );
  }
}

async function time(command: string, args: string[]): Promise<Timing> {
  return JSON.parse(await output(command, args));
}

async function installPyTorch(): Promise<void> {
  if (await Deno.stat(`${ENVIRONMENT}/installed`).then(() => true, () => false)) return;
  console.error(`bench: installing PyTorch into ${ENVIRONMENT} (about 800 MB on disk) …`);
  await output("python3", ["-m", "venv", ENVIRONMENT]);
  await output(`${ENVIRONMENT}/bin/pip`, ["install", "-q", "-r", "bench/requirements.txt"]);
  await Deno.writeTextFile(`${ENVIRONMENT}/installed`, "");
}

async function output(command: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${command} ${args.join(" ")}:\n${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

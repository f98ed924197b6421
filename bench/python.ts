/**
 * The Python environment of the benchmarks, and the start of other processes.
 *
 * @module
 */
// deno-lint-ignore-file no-console

const ENVIRONMENT = ".venv-bench";
const REQUIREMENTS = "bench/requirements.txt";

/** Installs what is missing or has other versions; returns the path of its Python. */
export async function installPython(): Promise<string> {
  const wanted = await Deno.readTextFile(REQUIREMENTS);
  const installed = await Deno.readTextFile(`${ENVIRONMENT}/installed`).catch(() => undefined);
  if (installed !== wanted) {
    console.error(
      `bench: installing PyTorch and scikit-learn into ${ENVIRONMENT} (about 1 GB on disk) …`,
    );
    await run("python3", ["-m", "venv", ENVIRONMENT]);
    await run(`${ENVIRONMENT}/bin/pip`, ["install", "-q", "-r", REQUIREMENTS]);
    await Deno.writeTextFile(`${ENVIRONMENT}/installed`, wanted);
  }
  return `${ENVIRONMENT}/bin/python`;
}

/** Deno's arguments for a script that measures, with the permissions that it needs. */
export function measuring(script: string, args: readonly string[]): string[] {
  return ["run", "--quiet", "--no-prompt", "--permission-set=task-bench-measure", script, ...args];
}

/** Runs a command and returns its output. The command finds its start time in `BENCH_STARTED`. */
export async function run(
  command: string,
  args: string[],
  more: Record<string, string> = {},
): Promise<string> {
  const env = { ...more, BENCH_STARTED: `${Date.now()}` };
  const { success, stdout, stderr } = await new Deno.Command(command, { args, env }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${command} ${args.join(" ")}:\n${decoder.decode(stderr).trim()}`);
  return decoder.decode(stdout);
}

/** The line of a traceback that names the error; PyTorch appends advice to it. */
export function errorLine(output: string): string {
  const lines = output.trim().split("\n");
  return lines.findLast((line) => /^[\w.]*(Error|Exception)\b/.test(line)) ?? lines.at(-1)!;
}

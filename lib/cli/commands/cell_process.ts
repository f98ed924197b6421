/**
 * Runs cells of a sweep in separate processes.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { CellProcess } from "../../experiment/sweep/sweep.ts";
import type { ComputeOptions } from "../options/compute.ts";
import type { ReproduceOptions } from "../options/reproduce_options.ts";
import { LAUNCHER_VARIABLE, launcherValue, readLauncher } from "../process/launcher.ts";
import { permissionFlags } from "../process/permissions.ts";
import { note } from "../terminal/output.ts";

/** Maximum number of bytes kept of a process's last words. */
const LAST_WORDS = 2000;

/** The command of a cell without `--cell ID`, with everything that decides it written out. */
export function cellArguments(table: string, options: ReproduceOptions): string[] {
  const { profile, methods, categories, seeds, data, results, models } = options;
  return cellCommand([
    ...["reproduce", table, "--profile", profile],
    ...option("methods", methods),
    ...option("categories", categories),
    ...option("seeds", seeds),
    ...option("data", data),
    ...["--results", results],
    ...["--checkpoint-every", String(options.checkpointEvery)],
    ...(models ? ["--models"] : []),
    ...computeArguments(options),
  ]);
}

/** An option of the command line with its values; empty where there are none. */
export function option(
  name: string,
  values: string | number | readonly (string | number)[] | undefined,
): string[] {
  return values === undefined ? [] : [`--${name}`, ...[values].flat().map(String)];
}

/** The options of `addComputeOptions`, written out. */
export function computeArguments(
  { plugin, weights, precision, compile, cache }: ComputeOptions,
): string[] {
  return [
    ...option("plugin", plugin),
    ...option("weights", weights),
    ...(cache === false ? ["--no-cache"] : option("cache", cache)),
    ...["--precision", precision],
    ...(compile ? [] : ["--no-compile"]),
  ];
}

/** Deno's arguments for a command of this project that computes one cell. */
export function cellCommand(args: readonly string[]): string[] {
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  const flags = permissionFlags(args, "reproduce-cell");
  return ["run", "--quiet", "--no-prompt", ...flags, main, ...args];
}

/** Processes that have said what computes: from then on they listen to signals. */
const listening = new Set<Deno.ChildProcess>();

/** Asks the processes of all cells that compute for a checkpoint. */
export function saveCells(): void {
  note(`\ncheckpoints of ${listening.size} runs are written after their current steps …`);
  for (const process of listening) signalTo(process, "SIGUSR1");
}

function signalTo(process: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    process.kill(signal);
  } catch {
    // it has just ended
  }
}

/**
 * Starts the process of a cell in its own process group, so that Ctrl-C reaches only the sweep, which
 * then asks each cell once to stop.
 *
 * @param onBackend Is given the line in which the process says what computes, and what would be
 * faster.
 */
export function startCellProcess(
  args: readonly string[],
  workers: number,
  onBackend?: (line: string) => void,
): CellProcess {
  const process = new Deno.Command(Deno.execPath(), {
    args: [...args],
    // When the sweep is killed, its cells write a checkpoint and end too.
    env: { ...threadsFor(workers), [LAUNCHER_VARIABLE]: launcherValue(readLauncher()) },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    detached: true,
  }).spawn();
  const onLine = (line: string) => {
    listening.add(process);
    onBackend?.(line);
  };
  return {
    end: Promise.all([process.status, lastWords(process.stderr, onLine)]).then(
      ([status, words]) => {
        listening.delete(process);
        const { code, signal } = status;
        if (code === 0 || code === 130) return {};
        const how = signal ?? `exit code ${code}`;
        const why = [how, ...words.trim().split("\n").slice(-1)].filter(Boolean).join(": ");
        return { problem: why, reported: code === 1 };
      },
    ),
    stop: () => signalTo(process, "SIGTERM"),
  };
}

/** Gives each process an equal share of the cores, unless the user chose a number of threads. */
function threadsFor(workers: number): Record<string, string> {
  if (workers === 1 || Deno.env.get("DAAD_THREADS")) return {};
  return { DAAD_THREADS: String(Math.max(1, Math.floor(navigator.hardwareConcurrency / workers))) };
}

async function lastWords(
  stream: ReadableStream<Uint8Array>,
  onBackend: (line: string) => void,
): Promise<string> {
  const decoder = new TextDecoder();
  let words = "";
  let told = false;
  for await (const bytes of stream) {
    words = (words + decoder.decode(bytes, { stream: true })).slice(-LAST_WORDS);
    const backend = told ? undefined : /^backend: .*(?=\n)/m.exec(words);
    if (!backend) continue;
    onBackend(backend[0]);
    told = true;
  }
  return words;
}

/**
 * The task `daad`: starts a command with the permissions that `rights.ts` lists for it, plus write
 * access to its `--out`, which no fixed list can name.
 *
 * `--set=NAME` before the command selects other permissions than the command's own.
 *
 * It passes on streams, signals and the exit code. It may itself start programs; untrusted files are
 * read only in the program that it starts, which may not.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { InputError } from "../errors.ts";
import { absolutePaths, TYPED_IN_VARIABLE } from "./options/typed_paths.ts";
import { howToGoOn, howToSaveMemory } from "./process/advice.ts";
import { ignoresHangup, LAUNCHER_VARIABLE, launcherValue } from "./process/launcher.ts";
import { permissionFlags } from "./process/permissions.ts";

/** The command line itself. */
const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

/** Where tasks run. */
const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** Signals that stop a command after it has saved a checkpoint. */
const STOPPING: Deno.Signal[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Signals passed on to the command; SIGUSR1 asks for a checkpoint. */
const FORWARDED: Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : [...STOPPING, "SIGUSR1"];

/** Exit codes of the command line. */
const FAILED = 1;
const STOPPED = 130;

if (import.meta.main) Deno.exit(await launch(Deno.args));

/** Runs `main.ts` with these arguments and returns its exit code. */
async function launch(given: readonly string[]): Promise<number> {
  const set = given[0]?.startsWith("--set=") ? given[0].slice("--set=".length) : undefined;
  const args = absolutePaths(
    set === undefined ? given : given.slice(1),
    Deno.env.get(TYPED_IN_VARIABLE),
    PROJECT,
  );
  const flags = permissionsOf(args, set);
  if (typeof flags === "string") {
    say(`error: ${flags}\n`);
    return FAILED;
  }
  const nohup = ignoresHangup();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...flags, MAIN, ...args],
    env: { [LAUNCHER_VARIABLE]: launcherValue({ nohup }) },
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  // A terminal signals both processes, `kill` only this one; the command treats two signals as one.
  for (const signal of FORWARDED) {
    const ignored = signal === "SIGHUP" && nohup;
    Deno.addSignalListener(signal, () => ignored || forward(child, signal));
  }
  const { code, signal } = await child.status;
  if (signal === null) return code;
  if (STOPPING.includes(signal)) return STOPPED; // ended before the command listened
  sayHowItEnded(signal, args[0] ?? "");
  return FAILED;
}

/** The flags, or why the command cannot have its permissions. */
function permissionsOf(args: readonly string[], set: string | undefined): string[] | string {
  try {
    return permissionFlags(args, set);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

function forward(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // it has just ended
  }
}

/**
 * Reports how the command ended. A process ended from outside says nothing itself, and may have left
 * a line unfinished.
 */
function sayHowItEnded(signal: Deno.Signal, command: string): void {
  const parts = [
    `the command was ended by ${signal}, ${reasonFor(signal, command)}`,
    howToGoOn(command),
  ].filter((part) => part !== undefined);
  say(`\nerror: ${parts.join("; ")}\n`);
}

function say(text: string): void {
  try {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  } catch {
    // nobody reads it any more
  }
}

/** Says what usually ends processes with this signal. */
function reasonFor(signal: Deno.Signal, command: string): string {
  const help = howToSaveMemory(command);
  const memory = "memory runs out" + (help ? `: ${help}` : "");
  const library = "a TensorFlow library is damaged: DAAD_BACKEND=wasm does without";
  if (["SIGKILL", "SIGTRAP", "SIGABRT", "SIGALRM"].includes(signal)) {
    return `as happens when ${memory}`;
  }
  // Code that continues after a failed allocation ends in the same way as damaged code.
  if (signal === "SIGSEGV") return `as happens when ${memory}, or when ${library}`;
  return `as happens when ${library}`;
}

/**
 * The task `daad`: starts a command with the rights that `rights.ts` states for it, and with write
 * access to its `--out` only, which no list written beforehand can name.
 *
 * `--set=NAME` before the command names other rights than the command's own.
 *
 * It hands on streams, signals and the exit code. Its own permission is to start programs; what
 * reads files of others runs in the program that it starts, which must not.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { ignoresHangup, LAUNCHER_VARIABLE, launcherValue } from "./launcher.ts";
import { permissionFlags } from "./permissions.ts";
import { absolutePaths, TYPED_IN_VARIABLE } from "./typed_paths.ts";

/** The command line itself. */
const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

/** Where tasks run. */
const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** What to do after a process was ended from outside. */
const ADVICE = "a training goes on from its checkpoint with --resume";

/** Signals that stop a command, which saves a checkpoint first. */
const STOPPING: Deno.Signal[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** What the command is to hear too; SIGUSR1 asks for a checkpoint. */
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
  const nohup = ignoresHangup();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...permissionFlags(args, set), MAIN, ...args],
    env: { [LAUNCHER_VARIABLE]: launcherValue({ nohup }) },
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  // A terminal signals both processes, `kill` this one only; the command takes the two for one.
  for (const signal of FORWARDED) {
    const ignored = signal === "SIGHUP" && nohup;
    Deno.addSignalListener(signal, () => ignored || forward(child, signal));
  }
  const { code, signal } = await child.status;
  if (signal === null) return code;
  if (STOPPING.includes(signal)) return STOPPED; // before the command listened
  sayHowItEnded(signal);
  return FAILED;
}

function forward(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // it has just ended
  }
}

/** A process that was ended from outside says nothing itself, and may have begun a line. */
function sayHowItEnded(signal: Deno.Signal): void {
  const line = `\nerror: the command was ended by ${signal}, ${reasonFor(signal)}; ${ADVICE}\n`;
  try {
    Deno.stderr.writeSync(new TextEncoder().encode(line));
  } catch {
    // nobody reads it any more
  }
}

/** What ends processes in this way. */
function reasonFor(signal: Deno.Signal): string {
  const memory = "memory runs out: a smaller --batch, --memory or --image-size helps";
  const library = "a TensorFlow library is damaged: DAAD_BACKEND=wasm does without";
  if (["SIGKILL", "SIGTRAP", "SIGABRT", "SIGALRM"].includes(signal)) {
    return `as happens when ${memory}`;
  }
  // What gets no memory and goes on all the same ends like what runs damaged code.
  if (signal === "SIGSEGV") return `as happens when ${memory}, or when ${library}`;
  return `as happens when ${library}`;
}

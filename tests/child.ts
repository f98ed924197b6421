/** Runs Deno in a child process. */
import config from "../deno.json" with { type: "json" };
import { PROJECT_ROOT } from "../lib/backend/backend.ts";
import { permissionFlags } from "../lib/cli/process/permissions.ts";

/** How a child process ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Environment variables to change for a child; `undefined` removes one. */
export type EnvironmentChanges = Readonly<Record<string, string | undefined>>;

/** How to start a child. */
export interface ChildOptions {
  readonly env?: EnvironmentChanges;
  readonly cwd?: string;
  /** Whether it leads its own process group, which can then be ended as a whole. */
  readonly detached?: boolean;
  /** Shell commands that run first and decide what the child inherits, such as `trap '' HUP`. */
  readonly shell?: string;
}

/** Starts Deno in the project's folder. */
export function spawnDeno(args: readonly string[], options: ChildOptions = {}): Deno.ChildProcess {
  const changed = {
    ...Deno.env.toObject(),
    NO_COLOR: "1",
    TF_CPP_MIN_LOG_LEVEL: undefined, // set in this process while it loads TensorFlow
    ...options.env,
  };
  const env = Object.entries(changed).filter((entry): entry is [string, string] =>
    entry[1] !== undefined
  );
  const { shell } = options;
  const start = shell === undefined ? [Deno.execPath()] : [
    "sh",
    ...["-c", `${shell}; exec "$@"`, "sh", Deno.execPath()],
  ];
  return new Deno.Command(start[0]!, {
    args: [...start.slice(1), ...args],
    cwd: options.cwd ?? PROJECT_ROOT,
    clearEnv: true,
    env: Object.fromEntries(env),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: options.detached ?? false,
  }).spawn();
}

/** Runs Deno to its end. */
export async function runDeno(args: readonly string[], options?: ChildOptions): Promise<Ended> {
  const { code, stdout, stderr } = await spawnDeno(args, options).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Runs a script, whose imports are relative to the project's folder, with all permissions. */
export function runScript(script: string, env?: EnvironmentChanges): Promise<Ended> {
  return runDeno(["eval", script], { env });
}

/** The arguments that the task `daad` passes to Deno: `run`, the launcher's permission, its entry. */
export const DAAD: readonly string[] = config.tasks.daad.command.split(" ").slice(1);

/** Runs a command of the command line as the task does. */
export function daad(args: readonly string[], env?: EnvironmentChanges): Promise<Ended> {
  return runDeno([...DAAD, ...args], { env });
}

/** Like {@linkcode daad}, from a shell that first does something else, such as setting a limit. */
export async function daadAfter(shell: string, args: readonly string[]): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", `${shell} && exec "$@"`, "sh", Deno.execPath(), ...DAAD, ...args],
    cwd: PROJECT_ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Deno's arguments for a command without its launcher, with the permissions that it would grant. */
export function unlaunched(args: readonly string[], set?: string): string[] {
  return [
    "run",
    "--quiet",
    "--no-prompt",
    ...permissionFlags(args, set),
    "lib/cli/main.ts",
    ...args,
  ];
}

/**
 * Which of the permission sets in `deno.json` a command runs with.
 *
 * @module
 */
import config from "../../deno.json" with { type: "json" };

/** A set of `deno.json`: `write` holds the folders beside `--out`. */
interface PermissionSet {
  readonly read?: boolean | readonly string[];
  readonly write?: boolean | readonly string[];
  readonly run?: boolean | readonly string[];
}

const SETS: Readonly<Record<string, PermissionSet>> = config.permissions;

/** Names the process id of the launcher to what it starts. */
export const LAUNCHER_VARIABLE = "DAAD_LAUNCHER";

/** Begins the names of sets that belong to a task of `deno.json`, not to a command. */
const OF_TASKS = "task-";

/** For what is no command: `--help`, `--version`, misspelt names. */
const NO_COMMAND = "help";

/**
 * Deno's flags for these arguments of the command line: the set of the command's name, and write
 * access to what `--out` names (`--results` of `reproduce`).
 *
 * @param args As `main.ts` gets them.
 * @param wanted Name of the set. Default: the command.
 *
 * @example
 * ```ts
 * import { permissionFlags } from "./permissions.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const flags = permissionFlags(["train", "--data", "screws", "--out", "runs/screws"]);
 * assertEquals(flags, ["--permission-set=train", "--allow-write=runs/screws"]);
 * ```
 */
export function permissionFlags(args: readonly string[], wanted = args[0]): string[] {
  const known = wanted !== undefined && Object.hasOwn(SETS, wanted) && !wanted.startsWith(OF_TASKS);
  if (!known) return [`--permission-set=${NO_COMMAND}`];
  // A flag replaces what the set says, so the set's own folders are said again.
  const { write } = SETS[wanted]!;
  const folders = [...Array.isArray(write) ? write : [], ...outputFolders(args)];
  if (folders.length === 0) return [`--permission-set=${wanted}`];
  const list = folders.map((folder) => folder.replaceAll(",", ",,")); // Deno's escape
  return [`--permission-set=${wanted}`, `--allow-write=${list.join(",")}`];
}

/** Values of the option that names where a command writes, as the command line will read them. */
function outputFolders(args: readonly string[]): string[] {
  const option = args[0] === "reproduce" ? "--results" : "--out";
  const folders: string[] = [];
  for (const [i, arg] of args.entries()) {
    if (arg === "--") break;
    if (arg === option && args[i + 1]) folders.push(args[i + 1]!);
    if (arg.startsWith(`${option}=`) && arg !== `${option}=`) {
      folders.push(arg.slice(option.length + 1));
    }
  }
  return folders;
}

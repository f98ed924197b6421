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

/** Names the folder of the feature cache; the launcher may read this one variable. */
export const CACHE_VARIABLE = "DAAD_CACHE";

/** Commands that may write to the feature cache. */
const CACHING = ["train", "score", "reproduce", "tune", "cache"];

/** The set of a command with an option that needs more rights than the command alone. */
const WIDER: Readonly<Record<string, { option: string; set: string }>> = {
  figure: { option: "--open", set: "figure-open" },
};

/** Begins the names of sets that belong to a task of `deno.json`, not to a command. */
const OF_TASKS = "task-";

/** For what is no command: `--help`, `--version`, misspelt names. */
const NO_COMMAND = "help";

/**
 * Deno's flags for these arguments of the command line: the set of the command's name, and write
 * access to what `--out` names (`--results` of `reproduce`), and to the feature cache's folder where
 * the environment or `--cache` names one.
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
 * assertEquals(flags, ["--permission-set=train", "--allow-write=runs/cache,runs/screws"]);
 * ```
 */
export function permissionFlags(
  args: readonly string[],
  wanted: string | undefined = setOf(args),
): string[] {
  const known = wanted !== undefined && Object.hasOwn(SETS, wanted) && !wanted.startsWith(OF_TASKS);
  if (!known) return [`--permission-set=${NO_COMMAND}`];
  // A flag replaces what the set says, so the set's own folders are said again.
  const { write } = SETS[wanted]!;
  const folders = [
    ...Array.isArray(write) ? write : [],
    ...outputFolders(args),
    ...cacheFolders(args),
  ];
  if (folders.length === 0) return [`--permission-set=${wanted}`];
  const list = folders.map((folder) => folder.replaceAll(",", ",,")); // Deno's escape
  return [`--permission-set=${wanted}`, `--allow-write=${list.join(",")}`];
}

function setOf(args: readonly string[]): string | undefined {
  const wider = WIDER[args[0] ?? ""];
  return wider && args.includes(wider.option) ? wider.set : args[0];
}

/** Where a command writes its results. */
function outputFolders(args: readonly string[]): string[] {
  if (args[0] === "reproduce") return valuesOf("--results", args);
  return ["--out", "--tensorboard"].flatMap((option) => valuesOf(option, args));
}

/** Where a command may keep features, beside the folder of its set. */
function cacheFolders(args: readonly string[]): string[] {
  if (!CACHING.includes(args[0]!)) return [];
  const named = valuesOf("--cache", args);
  // Asking without the right to would stop and prompt.
  const { state } = Deno.permissions.querySync({ name: "env", variable: CACHE_VARIABLE });
  const fromEnvironment = state === "granted" ? Deno.env.get(CACHE_VARIABLE) : undefined;
  return named.length === 0 && fromEnvironment ? [fromEnvironment] : named;
}

/** Values of an option, as the command line will read them. */
function valuesOf(option: string, args: readonly string[]): string[] {
  const values: string[] = [];
  for (const [i, arg] of args.entries()) {
    if (arg === "--") break;
    if (arg === option && args[i + 1]) values.push(args[i + 1]!);
    if (arg.startsWith(`${option}=`) && arg !== `${option}=`) {
      values.push(arg.slice(option.length + 1));
    }
  }
  return values;
}

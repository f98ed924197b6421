/**
 * The permissions of a command as flags of Deno.
 *
 * @module
 */
import { dirname, isAbsolute } from "node:path";
import { InputError } from "../../errors.ts";
import { RIGHTS, type Rights } from "./rights.ts";

/**
 * The environment variable with the folder of the feature cache, the only one that the launcher may
 * read.
 */
export const CACHE_VARIABLE = "DAAD_CACHE";

/** Commands that may write to the feature cache. */
const CACHING = ["train", "score", "reproduce", "tune", "cache"];

/** The permission set of a command with an option that needs more than the command itself. */
const WIDER: Readonly<Record<string, { option: string; set: string }>> = {
  figure: { option: "--open", set: "figure-open" },
};

/** The permission set for anything other than a command: `--help`, `--version`, misspelt names. */
const NO_COMMAND = "help";

/**
 * Deno's flags for these arguments of the command line: the permissions of the command, plus write
 * access to what `--out` names (`--results` for `reproduce`) and to the feature cache's folder where
 * the environment or `--cache` names one.
 *
 * @param args Arguments as `main.ts` gets them.
 * @param wanted Name of the permission set. Default: the command's.
 *
 * @example
 * ```ts
 * import { permissionFlags } from "./permissions.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const flags = permissionFlags(["compare", "runs/a", "runs/b", "--out", "runs/page"]);
 * assertEquals(flags, [
 *   "--allow-read",
 *   "--allow-ffi",
 *   "--ignore-env",
 *   "--allow-env=NO_COLOR,DAAD_LAUNCHER",
 *   "--allow-write=runs/page",
 * ]);
 * ```
 */
export function permissionFlags(
  args: readonly string[],
  wanted: string | undefined = setOf(args),
): string[] {
  const known = wanted !== undefined && Object.hasOwn(RIGHTS, wanted);
  const { write = [], env, sys, net, run }: Rights = RIGHTS[known ? wanted : NO_COMMAND]!;
  const folders = known ? [...write, ...outputFolders(args), ...cacheFolders(args)] : [];
  return [
    "--allow-read",
    "--allow-ffi", // sharp is a native library
    "--ignore-env",
    `--allow-env=${env.join(",")}`,
    ...flag("sys", sys),
    ...flag("net", net),
    ...flag("run", run),
    ...flag("write", folders.map(withoutComma)),
  ];
}

/** Folders that cannot stand for one below them: the root, what is in it, and home folders. */
const TOO_WIDE = /^(?:[A-Za-z]:)?[/\\]*(?:(?:home|Users)[/\\])?[^/\\]*[/\\]*$/;

/**
 * Commas separate the paths of a flag and cannot be escaped: for such a path stands a folder above it.
 *
 * @throws {InputError} If that would be the root, a folder in it or a home folder.
 */
function withoutComma(path: string): string {
  if (!path.includes(",")) return path;
  let above = path;
  while (above.includes(",")) above = dirname(above);
  if (!isAbsolute(path) || !TOO_WIDE.test(above)) return above;
  throw new InputError(
    `${path}: with a comma in this name the command would have to be allowed to write anywhere in ` +
      `${above}; choose a folder without one`,
  );
}

/** Makes a flag. An empty list makes none, as a flag without a list would allow everything. */
function flag(name: string, values: true | readonly string[] = []): string[] {
  if (values === true) return [`--allow-${name}`];
  return values.length === 0 ? [] : [`--allow-${name}=${values.join(",")}`];
}

function setOf(args: readonly string[]): string | undefined {
  const wider = WIDER[args[0] ?? ""];
  return wider && args.includes(wider.option) ? wider.set : args[0];
}

/** The folders that a command writes its results to. */
function outputFolders(args: readonly string[]): string[] {
  if (args[0] === "reproduce") return valuesOf("--results", args);
  return ["--out", "--tensorboard"].flatMap((option) => valuesOf(option, args));
}

/** The folders in which a command may keep features, besides the one in its permission set. */
function cacheFolders(args: readonly string[]): string[] {
  if (!CACHING.includes(args[0]!)) return [];
  const named = valuesOf("--cache", args);
  // Reading the variable without permission would stop and prompt.
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

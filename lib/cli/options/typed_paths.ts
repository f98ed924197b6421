/**
 * Resolves paths on the command line relative to where it was typed.
 *
 * @module
 */
import { isAbsolute, relative, resolve } from "node:path";

/**
 * The environment variable with the folder in which a task was started; tasks run in the project's
 * folder.
 */
export const TYPED_IN_VARIABLE = "INIT_CWD";

/** Options with one path. */
const SINGLE = [
  ...["--data", "--model", "--config", "--calibration", "--from", "--out", "--results"],
  ...["--weights", "--cache", "--plan", "--tensorboard", "--watch"],
];
/** Commands whose words are paths, unless they belong to an option. */
const NAMED = ["check-data", "compare"];
/** Options of these commands that take no value. */
const FLAGS = ["-h", "--help"];
/** Options with one or more paths. */
const SEVERAL = ["--normal", "--abnormal", "--test", "--images", "--plugin"];

/**
 * Makes paths absolute if they were typed in a folder other than the project's.
 *
 * @param args Arguments of the command line, starting with the command.
 * @param folder Folder in which they were typed.
 * @param project The project's folder, in which the command runs.
 *
 * @example
 * ```ts
 * import { absolutePaths } from "./typed_paths.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const args = ["score", "--images", "new/*.png", "b", "--out=o"];
 * assertEquals(absolutePaths(args, "/line/3", "/daad"), [
 *   "score", "--images", "/line/3/new/*.png", "/line/3/b", "--out=/line/3/o",
 * ]);
 * assertEquals(absolutePaths(args, "/daad", "/daad/"), args);
 * ```
 */
export function absolutePaths(
  args: readonly string[],
  folder: string | undefined,
  project: string,
): string[] {
  if (!folder || relative(project, folder) === "") return [...args];
  const isJson = (word: string) => word.trimStart().startsWith("{"); // `--config` takes it as well
  const absolute = (path: string) =>
    isAbsolute(path) || isJson(path) ? path : resolve(folder, path);
  const [command = "", ...rest] = args;
  const named = NAMED.includes(command);
  let next: "value" | "path" | "paths" | undefined; // what the option before takes
  const words = rest.map((word) => {
    if (word.startsWith("-")) {
      const [option] = word.split("=", 1) as [string];
      const joined = word.includes("=");
      const several = SEVERAL.includes(option);
      const isPath = several || SINGLE.includes(option);
      next = several
        ? "paths"
        : joined || FLAGS.includes(option)
        ? undefined
        : isPath
        ? "path"
        : "value";
      return isPath && joined ? `${option}=${absolute(word.slice(option.length + 1))}` : word;
    }
    const isPath = next === undefined ? named : next !== "value";
    if (next !== "paths") next = undefined;
    return isPath ? absolute(word) : word;
  });
  return [...args.slice(0, 1), ...words];
}

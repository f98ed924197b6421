/**
 * Finds the weights of backbones.
 *
 * @module
 */

/** The folder that the command line downloads them to. */
export const DEFAULT_WEIGHTS = "data/weights";

/**
 * The folders to search for weights if none is named: that of the environment's `DAAD_WEIGHTS`;
 * without one, the folder where a model had them, then `data/weights`.
 *
 * @param remembered The folder that a model had them in.
 */
export function weightsFolders(remembered?: string): readonly string[] {
  const named = Deno.env.get("DAAD_WEIGHTS");
  if (named) return [named];
  return remembered === undefined ? [DEFAULT_WEIGHTS] : [remembered, DEFAULT_WEIGHTS];
}

/** The path of a file of weights; if no folder has it, its path in the first one. */
export function weightsPath(file: string, folders: readonly string[]): string {
  const paths = folders.map((folder) => `${folder}/${file}`);
  return paths.find(isThere) ?? paths[0]!;
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

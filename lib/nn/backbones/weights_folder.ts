/**
 * Where weights of backbones are looked for.
 *
 * @module
 */

/** Where the command line downloads them to. */
export const DEFAULT_WEIGHTS = "data/weights";

/**
 * Where weights are looked for if no folder is named: in that of the environment's `DAAD_WEIGHTS`;
 * without one, where a model had them, then in `data/weights`.
 *
 * @param remembered The folder that a model had them in.
 */
export function weightsFolders(remembered?: string): readonly string[] {
  const named = Deno.env.get("DAAD_WEIGHTS");
  if (named) return [named];
  return remembered === undefined ? [DEFAULT_WEIGHTS] : [remembered, DEFAULT_WEIGHTS];
}

/** Where a file of weights is. Where it is in no folder, the path that is wanted first. */
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

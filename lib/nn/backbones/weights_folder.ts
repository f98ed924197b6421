/**
 * Where weights of backbones are looked for.
 *
 * @module
 */

/** Where the command line downloads them to. */
export const DEFAULT_WEIGHTS = "data/weights";

let chosen: string | undefined;
let remembered: string | undefined;

/** Sets the folder for this process; `undefined` = the default again. */
export function setWeightsFolder(folder: string | undefined): void {
  chosen = folder;
}

/** The folder that was set, else that of the environment's `DAAD_WEIGHTS`, else `data/weights`. */
export function weightsFolder(): string {
  return named() ?? DEFAULT_WEIGHTS;
}

/**
 * Where a file of weights is: in the folder that was named, else in that which a model remembers, else
 * in `data/weights`. Where it is nowhere, the path that is wanted first.
 */
export function weightsPath(file: string): string {
  const folders = named() !== undefined || remembered === undefined
    ? [weightsFolder()]
    : [remembered, DEFAULT_WEIGHTS];
  const paths = folders.map((folder) => `${folder}/${file}`);
  return paths.find(isThere) ?? paths[0]!;
}

/** Runs `body`, which loads a model that remembers the folder of its weights. */
export function withRemembered<T>(folder: string | undefined, body: () => T): T {
  remembered = folder;
  try {
    return body();
  } finally {
    remembered = undefined;
  }
}

function named(): string | undefined {
  return chosen ?? (Deno.env.get("DAAD_WEIGHTS") || undefined);
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

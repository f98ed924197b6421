/**
 * Where weights of backbones are looked for.
 *
 * @module
 */

/** Where the command line downloads them to. */
export const DEFAULT_WEIGHTS = "data/weights";

let chosen: string | undefined;

/** Sets the folder for this process; `undefined` = the default again. */
export function setWeightsFolder(folder: string | undefined): void {
  chosen = folder;
}

/** The folder that was set, else that of the environment's `DAAD_WEIGHTS`, else `data/weights`. */
export function weightsFolder(): string {
  return chosen ?? (Deno.env.get("DAAD_WEIGHTS") || DEFAULT_WEIGHTS);
}

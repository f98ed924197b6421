/**
 * The folder in which commands keep features.
 *
 * @module
 */
import { Option } from "commander";
import type { RunContext } from "../../detector/machine/run_context.ts";
import { CACHE_VARIABLE } from "../process/permissions.ts";
import { note } from "../terminal/output.ts";

/** Default folder of features. */
const DEFAULT_CACHE = "runs/cache";

/** `--cache`. */
export function cacheOption(): Option {
  return new Option(
    "--cache <dir>",
    `folder for features of pretrained networks (${CACHE_VARIABLE}, else ${DEFAULT_CACHE})`,
  );
}

/** The named folder, else the environment's, else {@linkcode DEFAULT_CACHE}. */
export function cacheFolder(named: string | undefined): string {
  return named ?? (Deno.env.get(CACHE_VARIABLE) || DEFAULT_CACHE);
}

/** Prints what has gone wrong with the cache since the last call. */
export function noteCacheTrouble({ cache }: RunContext): void {
  for (const line of cache?.takeWarnings() ?? []) note(`warning: ${line}`);
}

/**
 * Where commands keep features.
 *
 * @module
 */
import { Option } from "commander";
import { DEFAULT_CACHE, featureCache } from "../detector/features/cache_folder.ts";
import { note } from "./output.ts";
import { CACHE_VARIABLE } from "./permissions.ts";

/** `--cache`. */
export function cacheOption(): Option {
  return new Option(
    "--cache <dir>",
    `folder for features of pretrained networks (${CACHE_VARIABLE}, else ${DEFAULT_CACHE})`,
  );
}

/** The folder that was named, else that of the environment, else {@linkcode DEFAULT_CACHE}. */
export function cacheFolder(named: string | undefined): string {
  return named ?? (Deno.env.get(CACHE_VARIABLE) || DEFAULT_CACHE);
}

/** Says what went wrong with the cache since it was last asked. */
export function noteCacheTrouble(): void {
  for (const line of featureCache()?.takeWarnings() ?? []) note(`warning: ${line}`);
}

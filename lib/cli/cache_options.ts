/**
 * Where commands keep features.
 *
 * @module
 */
import { Option } from "commander";
import type { RunContext } from "../detector/run_context.ts";
import { note } from "./output.ts";
import { CACHE_VARIABLE } from "./permissions.ts";

/** Where features are kept unless another folder is named. */
const DEFAULT_CACHE = "runs/cache";

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
export function noteCacheTrouble({ cache }: RunContext): void {
  for (const line of cache?.takeWarnings() ?? []) note(`warning: ${line}`);
}

/**
 * `daad cache`: shows how much the feature cache holds, or clears it.
 *
 * @module
 */
import { Command } from "commander";
import { CACHE_LIMIT, FeatureCache } from "../../detector/machine/feature_cache.ts";
import { cacheFolder, cacheOption } from "../options/cache_options.ts";
import { print } from "../terminal/output.ts";

/** The command. */
export function cacheCommand(): Command {
  return new Command("cache")
    .description("says how much the cache of features holds, or clears it")
    .addOption(cacheOption())
    .option("--clear", "remove all entries; features are computed again when they are needed")
    .action(async ({ cache: named, clear }: { cache?: string; clear?: true }) => {
      const folder = cacheFolder(named);
      const cache = new FeatureCache(folder);
      const { entries, bytes } = cache.size();
      if (clear) await cache.clear();
      print(
        `feature cache ${folder}: ${entries} ${entries === 1 ? "entry" : "entries"}, ` +
          `${(bytes / 1e6).toFixed(1)} MB` +
          (clear ? " removed" : ` of at most ${(CACHE_LIMIT / 1e6).toFixed(0)} MB`),
      );
    });
}

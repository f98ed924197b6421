/**
 * Which feature cache this process uses.
 *
 * @module
 */
import { FeatureCache } from "./cache.ts";

/** What the command line uses unless told otherwise. */
export const DEFAULT_CACHE = "runs/cache";

let current: FeatureCache | undefined;

/**
 * Sets the cache for all detectors of this process; `undefined`, the default, keeps nothing.
 *
 * @param folder Made when it is needed; {@linkcode DEFAULT_CACHE} is the command line's.
 */
export function setFeatureCache(folder: string | undefined): void {
  current = folder === undefined ? undefined : new FeatureCache(folder);
}

/** The cache that was set. */
export function featureCache(): FeatureCache | undefined {
  return current;
}

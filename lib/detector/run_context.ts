/**
 * What of its machine a run uses.
 *
 * @module
 */
import type { FeatureCache } from "./features/cache.ts";

/** What of its machine a run uses beside the backend; none of it decides a number. */
export interface RunContext {
  /**
   * Folders of pretrained weights, of which the first that has a file gives it. Default: that of the
   * environment's `DAAD_WEIGHTS`, else where a model that is loaded had them, else `data/weights`.
   */
  readonly weights?: readonly string[];
  /** Keeps features of frozen networks. Default: none are kept. */
  readonly cache?: FeatureCache;
}

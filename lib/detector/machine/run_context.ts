/**
 * The parts of its machine that a run uses.
 *
 * @module
 */
import type { FeatureCache } from "./feature_cache.ts";

/** The parts of its machine that a run uses besides the backend; none of them affects a number. */
export interface RunContext {
  /**
   * Folders of pretrained weights; each file is taken from the first folder that has it. Default:
   * that of the environment's `DAAD_WEIGHTS`, else the one where a loaded model had them, else
   * `data/weights`.
   */
  readonly weights?: readonly string[];
  /** Keeps features of frozen networks. Default: none are kept. */
  readonly cache?: FeatureCache;
}

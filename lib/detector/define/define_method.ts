/**
 * Makes a method's entry in the registry from its parts.
 *
 * @module
 */
import type { ImageSet } from "../../data/images/image_set.ts";
import type { ConfigDefinition } from "../config/define_config.ts";
import type {
  Detector,
  DetectorConfig,
  FitOptions,
  FitReport,
  Method,
} from "../contract/detector.ts";
import type { RunContext } from "../machine/run_context.ts";
import { DetectorScope } from "./detector_scope.ts";

/** Facts that every entry of the registry states. */
export interface MethodEntry<C extends DetectorConfig>
  extends Pick<Method, "id" | "title" | "paper" | "variant" | "imageSize" | "goesOn"> {
  /** The fields of its configuration. */
  readonly config: ConfigDefinition<C>;
}

/** The least that a training returns. */
export type Fitted = Pick<FitReport, "history"> & Partial<FitReport>;

/** A detector without what follows from its scope: name, configuration, state, release. */
export interface Built extends
  Pick<
    Detector,
    | "errors"
    | "graphScore"
    | "memories"
    | "mapped"
    | "mapScores"
    | "scoredTogether"
    | "scoresSlowly"
    | "score"
    | "unboundedLosses"
  > {
  /** Trains on normal images of the configured size. */
  readonly fit: (images: ImageSet, options: FitOptions) => Promise<Fitted>;
}

/** A method that is built of networks and programs. */
export interface BuiltMethod<C extends DetectorConfig> extends MethodEntry<C> {
  /** Builds the networks, with seeded initial values, and says how they score and are trained. */
  readonly build: (scope: DetectorScope, config: C) => Built;
}

/**
 * Makes an entry of the registry. A detector that refuses a saved state is disposed before the error
 * is passed on, so that nothing of it stays in memory.
 *
 * @example
 * ```ts
 * import { defineMethod } from "./define_method.ts";
 * import { defineConfig } from "../config/define_config.ts";
 * import { imageFields } from "../config/fields.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const method = defineMethod({
 *   ...{ id: "contrast", title: "Contrast", paper: "none", config: defineConfig({ ...imageFields }) },
 *   build: () => ({
 *     // Scores `[b]`; maps `[b, h, w, 1]` and reconstructions `[b, h, w, c]` if it has them.
 *     score: (images) => ({ scores: tf.moments(images, [1, 2, 3]).variance as tf.Tensor1D }),
 *     fit: () =>
 *       Promise.resolve({ history: { losses: [], steps: 0, seconds: 0, secondsBefore: 0 } }),
 *   }),
 * });
 * const config = method.resolve({}, { imageSize: 32, channels: 1, trainingImages: 10 }, "example");
 * using detector = method.create(config, 0);
 * assertEquals([detector.method, detector.parameterCount], ["contrast", 0]);
 * ```
 */
export function defineMethod<C extends DetectorConfig>(method: BuiltMethod<C>): Method {
  const { config: { parse, resolve, docs }, build, ...facts } = method;
  return {
    ...facts,
    fields: docs,
    source: String(build),
    resolve,
    create: (config, seed, context) => buildDetector(method, config as C, { seed, context }),
    restore: (config, state, source, context) => {
      const made = { seed: 0, context, restoring: true };
      const detector = buildDetector(method, parse(config, source), made);
      try {
        detector.state.import(state, source);
        return detector;
      } catch (error) {
        detector[Symbol.dispose]();
        throw error;
      }
    },
  };
}

/** The detector of a {@linkcode BuiltMethod}; if it cannot be built, nothing stays in memory. */
function buildDetector<C extends DetectorConfig>(
  { id, build }: BuiltMethod<C>,
  config: C,
  { seed, context, restoring }: {
    readonly seed: number;
    readonly context?: RunContext;
    readonly restoring?: boolean;
  },
): Detector {
  const scope = new DetectorScope(id, seed, context, restoring);
  try {
    const built = build(scope, config);
    return {
      ...built,
      method: id,
      config,
      parameterCount: scope.count(),
      state: scope.state,
      fit: async (images, options) => ({
        ...{ diagnostics: {}, warnings: [] },
        ...await built.fit(images, options),
      }),
      [Symbol.dispose]: () => scope[Symbol.dispose](),
    };
  } catch (error) {
    scope[Symbol.dispose]();
    throw error;
  }
}

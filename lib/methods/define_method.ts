/**
 * From a detector's class to its entry in the registry.
 *
 * @module
 */
import type { DatasetFacts, Detector, DetectorConfig, Method } from "./detector.ts";

/** What a method's folder gives to make an entry of the registry. */
export interface MethodParts<C extends DetectorConfig>
  extends Pick<Method, "id" | "title" | "paper" | "variant" | "imageSize" | "goesOn"> {
  /** Completes and checks a user's configuration. */
  readonly resolve: (overrides: unknown, facts: DatasetFacts, source: string) => C;
  /** Checks a complete configuration that was saved. */
  readonly parse: (config: unknown, source: string) => C;
  /** The class; `seed` decides its initial values. */
  readonly Detector: new (config: C, seed: number) => Detector;
}

/**
 * An entry of the registry. A detector that refuses a saved state is disposed before the error goes
 * on, so that nothing of it stays in memory.
 */
export function defineMethod<C extends DetectorConfig>(parts: MethodParts<C>): Method {
  const { parse, Detector, ...facts } = parts;
  return {
    ...facts,
    create: (config, seed) => new Detector(config as C, seed),
    restore: (config, state, source) => {
      const detector = new Detector(parse(config, source), 0);
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

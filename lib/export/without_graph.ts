/**
 * Methods whose scoring is no graph, and why.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { Detector } from "../methods/detector.ts";

const SEARCH = "its score is what a search by gradient steps finds for each image, not one graph";

/** By the id of the method. */
export const WITHOUT_GRAPH: Readonly<Record<string, string>> = {
  anogan: SEARCH,
  adgan: SEARCH,
  spade: "its nearest neighbours in the gallery are searched outside of a graph",
  maha: "its distances are computed in float64, outside of a graph",
};

/**
 * Refuses a detector whose scoring cannot be exported.
 *
 * @throws {InputError} With the reason.
 */
export function refuseWithoutGraph({ method, config }: Pick<Detector, "method" | "config">): void {
  const reason = WITHOUT_GRAPH[method];
  if (config.tile) {
    throw new InputError(
      `${method} on tiles cannot be exported: its score is of a whole image's map, the graph would ` +
        "score single tiles",
    );
  }
  if (reason !== undefined) throw new InputError(`${method} cannot be exported: ${reason}`);
}

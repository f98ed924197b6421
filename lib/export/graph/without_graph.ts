/**
 * Methods whose scoring is not a graph, and why.
 *
 * @module
 */
import type { Detector } from "../../detector/contract/detector.ts";
import { InputError } from "../../errors.ts";

const SEARCH = "its score is what a search by gradient steps finds for each image, not one graph";

/** By the id of the method. */
export const WITHOUT_GRAPH: Readonly<Record<string, string>> = { anogan: SEARCH, adgan: SEARCH };

/** Most bytes of training images that a graph may hold. */
const MOST_GALLERY_BYTES = 256e6;

/**
 * Refuses a detector whose scoring cannot be exported.
 *
 * @throws {InputError} With the reason.
 */
export function refuseWithoutGraph(
  { method, config, graphScore }: Pick<Detector, "method" | "config" | "graphScore">,
): void {
  const reason = WITHOUT_GRAPH[method];
  if (reason !== undefined) throw new InputError(`${method} cannot be exported: ${reason}`);
  if (config.tile) {
    throw new InputError(
      `${method} on tiles cannot be exported: its score is of a whole image's map, the graph would ` +
        "score single tiles",
    );
  }
  const bytes = graphScore?.bytes ?? 0;
  if (bytes > MOST_GALLERY_BYTES) {
    throw new InputError(
      `${method} cannot be exported: what it compares with takes ${
        Math.ceil(bytes / 1e6)
      } MB, at ` +
        `most ${MOST_GALLERY_BYTES / 1e6} fit; train on fewer images (--train-images)`,
    );
  }
}

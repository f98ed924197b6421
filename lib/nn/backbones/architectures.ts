/**
 * The architectures by name.
 *
 * @module
 */
import type { BackboneId } from "./backbone.ts";
import type { Architecture } from "./layer_factory.ts";
import { SQUEEZENET1_1 } from "./squeezenet.ts";

/** Of every backbone. */
export const ARCHITECTURES: Partial<Readonly<Record<BackboneId, Architecture>>> = {
  squeezenet1_1: SQUEEZENET1_1,
};

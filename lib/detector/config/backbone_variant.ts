/**
 * Variants of methods that look through a pretrained network.
 *
 * @module
 */
import type { BackboneId } from "../../nn/backbones/mod.ts";
import type { Method } from "../contract/detector.ts";

/**
 * For {@linkcode Method.variant}: the configuration's `backbone` if it is not the published one.
 *
 * @example
 * ```ts
 * import { otherBackbone } from "./backbone_variant.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const variant = otherBackbone("vgg16");
 * assertEquals([{ backbone: "vgg16" }, { backbone: "resnet50" }].map(variant), [
 *   undefined,
 *   "resnet50",
 * ]);
 * ```
 */
export function otherBackbone(published: BackboneId): NonNullable<Method["variant"]> {
  return ({ backbone }) =>
    typeof backbone === "string" && backbone !== published ? backbone : undefined;
}

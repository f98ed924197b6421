/**
 * Layers, named variables, pretrained networks.
 *
 * @module
 */
export * from "./backbones/mod.ts";
export type { LayerScope } from "./layers.ts";
export { Parameters } from "./parameters.ts";
export type { NamedTensors } from "./safetensors.ts";
export type { Stateful } from "./stateful.ts";

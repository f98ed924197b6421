/**
 * Layers, named variables, pretrained networks.
 *
 * @module
 */
export * from "./backbones/mod.ts";
export type { LayerScope } from "./layers/layers.ts";
export { Parameters } from "./variables/parameters.ts";
export type { NamedTensors } from "./variables/safetensors.ts";
export type { Stateful } from "./variables/stateful.ts";

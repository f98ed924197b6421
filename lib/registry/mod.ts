/**
 * All methods by name: create, save, load and register them.
 *
 * @module
 */
export * from "./create.ts";
export * from "./naming.ts";
export { loadPlugin, type NamedPlugin } from "./plugin.ts";
export * from "./registry.ts";
export * from "./storage.ts";

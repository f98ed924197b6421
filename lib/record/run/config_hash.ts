/**
 * The hash by which records name a configuration.
 *
 * @module
 */

/**
 * Identifies a configuration: equal for equal fields and values, in any order.
 *
 * @example
 * ```ts
 * import { configHash } from "./config_hash.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await configHash({ a: 1, b: [2] }), await configHash({ b: [2], a: 1 }));
 * ```
 */
export async function configHash(config: unknown): Promise<string> {
  const sorted = JSON.stringify(
    config,
    (_key, value) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
  );
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(sorted));
  return new Uint8Array(digest).toHex().slice(0, 16);
}

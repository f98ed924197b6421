/**
 * Flattens a configuration into a list of fields.
 *
 * @module
 */

/**
 * Lists fields by their path. A list of equal values, such as one for each level of a network,
 * becomes that value.
 *
 * @example
 * ```ts
 * import { flatten } from "./flatten.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const config = { items: [100, 100], score: { statistic: "top" } };
 * assertEquals(flatten(config), [["items", "100"], ["score.statistic", "top"]]);
 * ```
 */
export function flatten(value: unknown, path = ""): [string, string][] {
  if (Array.isArray(value)) {
    const texts = new Set(value.map((item) => JSON.stringify(item)));
    return texts.size === 1 ? flatten(value[0], path) : [[path, JSON.stringify(value)]];
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) =>
      flatten(inner, path ? `${path}.${key}` : key)
    );
  }
  return [[path, typeof value === "string" ? value : JSON.stringify(value) ?? ""]];
}

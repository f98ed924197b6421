/**
 * Columns of plans.
 *
 * @module
 */
import type { Variant } from "../plan.ts";

/**
 * Each method with its defaults.
 *
 * @param differences What differs for some of them, by their id.
 */
export function methodsAsVariants(
  methods: readonly string[],
  differences: Readonly<Record<string, Omit<Variant, "id" | "method">>> = {},
): Variant[] {
  return methods.map((method) => ({ id: method, method, ...differences[method] }));
}

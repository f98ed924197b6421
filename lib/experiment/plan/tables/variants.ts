/**
 * Columns of plans.
 *
 * @module
 */
import type { Variant } from "../plan.ts";

/**
 * Makes one variant for each method, with its defaults.
 *
 * @param differences Fields that differ for some of them, by id.
 */
export function methodsAsVariants(
  methods: readonly string[],
  differences: Readonly<Record<string, Omit<Variant, "id" | "method">>> = {},
): Variant[] {
  return methods.map((method) => ({ id: method, method, ...differences[method] }));
}

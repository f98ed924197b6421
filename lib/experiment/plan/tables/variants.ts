/**
 * Columns of plans.
 *
 * @module
 */
import type { Variant } from "../plan.ts";

/** Each method with its defaults. */
export function methodsAsVariants(methods: readonly string[]): Variant[] {
  return methods.map((method) => ({ id: method, method }));
}

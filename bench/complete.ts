/**
 * Decides whether a case was measured in full.
 *
 * @module
 */
import type { Timing } from "./cases.ts";

/**
 * Says which variants were measured in fewer rounds than planned.
 *
 * @param planned Number of rounds of each variant of the case.
 * @returns `undefined` for a complete case.
 *
 * @example
 * ```ts
 * import { findGap } from "./complete.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const measured = [{ variant: "compiled" }, { variant: "compiled" }, { variant: "wasm" }];
 * assertEquals(findGap(measured, { compiled: 2, wasm: 1 }), undefined);
 * assertEquals(
 *   findGap(measured, { compiled: 2, "torch-compile": 2, wasm: 1 }),
 *   "torch-compile in 0 of 2 rounds",
 * );
 * ```
 */
export function findGap(
  timings: readonly Pick<Timing, "variant">[],
  planned: Readonly<Record<string, number>>,
): string | undefined {
  const gaps = Object.entries(planned).flatMap(([variant, rounds]) => {
    const measured = timings.filter((timing) => timing.variant === variant).length;
    return measured < rounds ? [`${variant} in ${measured} of ${rounds} rounds`] : [];
  });
  return gaps.length === 0 ? undefined : gaps.join(", ");
}

/**
 * Refuses values that are no longer finite.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { NamedTensors } from "./safetensors.ts";

/**
 * Checks values before they are kept.
 *
 * @param source What they belong to, for the message.
 * @throws {InputError} Naming the first tensor with a value that is NaN or infinite.
 *
 * @example
 * ```ts
 * import { requireFinite } from "./finite.ts";
 * import { assertThrows } from "@std/assert";
 *
 * const tensors = { bias: { shape: [2], values: new Float32Array([1, NaN]) } };
 * assertThrows(() => requireFinite(tensors, "model"), Error, "model: tensor bias holds NaN");
 * ```
 */
export function requireFinite(tensors: NamedTensors, source: string): void {
  for (const [name, { values }] of Object.entries(tensors)) {
    const bad = values.find((value) => !Number.isFinite(value));
    if (bad === undefined) continue;
    throw new InputError(
      `${source}: tensor ${name} holds ${bad}; a lower learningRate usually helps`,
    );
  }
}

/**
 * The parts that hold values that are not finite, in their order; optimisers are left out.
 *
 * @param tensors Of a state that `combineStates` made: `generator/bias`.
 *
 * @example
 * ```ts
 * import { nonFiniteParts } from "./finite.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const tensors = { "generator/bias": { shape: [1], values: new Float32Array([Infinity]) } };
 * assertEquals(nonFiniteParts(tensors), ["generator"]);
 * ```
 */
export function nonFiniteParts(tensors: NamedTensors): string[] {
  const bad = Object.entries(tensors)
    .filter(([, { values }]) => values.some((value) => !Number.isFinite(value)))
    .map(([name]) => name.slice(0, name.indexOf("/")));
  return [...new Set(bad)].filter((part) => !/adam|optimiser/i.test(part));
}

/**
 * Refuses values that are no numbers any more.
 *
 * @module
 */
import { InputError } from "../errors.ts";
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

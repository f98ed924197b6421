/**
 * Things whose values can be saved and restored: networks, optimisers.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { NamedTensors } from "./safetensors.ts";

/** Something with values that training changes. */
export interface Stateful {
  /** Copies of all values. */
  export(): Promise<NamedTensors>;
  /**
   * Restores what `export` returned.
   *
   * @throws {InputError} If the tensors are not those of this object; `source` names their origin.
   */
  import(tensors: NamedTensors, source: string): void;
}

/**
 * Several states as one; the names of a part's tensors begin with `part/`.
 *
 * @example
 * ```ts
 * import { Parameters } from "./parameters.ts";
 * import { combineStates } from "./stateful.ts";
 * import { assertEquals } from "@std/assert";
 *
 * using network = new Parameters();
 * network.buffer("mean", new Float32Array([3]), [1]);
 * const saved = await combineStates({ network }).export();
 * assertEquals(saved, { "network/mean": { shape: [1], values: new Float32Array([3]) } });
 * ```
 */
export function combineStates(parts: Readonly<Record<string, Stateful>>): Stateful {
  return {
    export: async () => {
      const tensors: NamedTensors = {};
      for (const [part, state] of Object.entries(parts)) {
        for (const [name, tensor] of Object.entries(await state.export())) {
          tensors[`${part}/${name}`] = tensor;
        }
      }
      return tensors;
    },
    import: (tensors, source) => {
      // Without a prototype: a file may name a tensor `__proto__`.
      const byPart = new Map(
        Object.keys(parts).map((part): [string, NamedTensors] => [part, Object.create(null)]),
      );
      for (const [name, tensor] of Object.entries(tensors)) {
        const slash = name.indexOf("/");
        const part = byPart.get(name.slice(0, slash));
        if (!part) throw new InputError(`${source}: unknown tensor ${name}`);
        part[name.slice(slash + 1)] = tensor;
      }
      for (const [part, own] of byPart) parts[part]!.import(own, source);
    },
  };
}

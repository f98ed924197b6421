/**
 * The variables of networks that are trained against each other.
 *
 * @module
 */
import { Parameters } from "./parameters.ts";
import type { NamedTensors } from "./safetensors.ts";
import { combineStates, type Stateful } from "./stateful.ts";

/**
 * Parameters by network, saved under `network/name`.
 *
 * @example
 * ```ts
 * import { ParameterGroup } from "./parameter_group.ts";
 * import { assertEquals } from "@std/assert";
 *
 * using group = new ParameterGroup("generator", "discriminator");
 * group.networks.generator.trainable("bias", new Float32Array(3), [3]);
 * assertEquals(group.count(), 3);
 * assertEquals(Object.keys(await group.export()), ["generator/bias"]);
 * ```
 */
export class ParameterGroup<N extends string> implements Stateful, Disposable {
  readonly networks: Readonly<Record<N, Parameters>>;
  readonly #state: Stateful;

  /** @param names Of the networks. */
  constructor(...names: readonly N[]) {
    const made = names.map((name) => [name, new Parameters()]);
    this.networks = Object.fromEntries(made) as Record<N, Parameters>;
    this.#state = combineStates(this.networks);
  }

  /** Number of trained values of all networks. */
  count(): number {
    return this.#all().reduce((sum, parameters) => sum + parameters.count(), 0);
  }

  /** Copies of all values. */
  export(): Promise<NamedTensors> {
    return this.#state.export();
  }

  /** Takes over what {@linkcode ParameterGroup.export} gave. */
  import(tensors: NamedTensors, source: string): void {
    this.#state.import(tensors, source);
  }

  /** Releases all variables. */
  [Symbol.dispose](): void {
    for (const parameters of this.#all()) parameters[Symbol.dispose]();
  }

  #all(): Parameters[] {
    return Object.values(this.networks);
  }
}

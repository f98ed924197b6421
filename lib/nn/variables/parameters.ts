/**
 * Named variables of a network.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../errors.ts";
import type { NamedTensors } from "./safetensors.ts";
import type { Stateful } from "./stateful.ts";

/** Variables made so far in this process. */
let made = 0;

/**
 * The variables of one network under dotted names such as `encoder.0.conv.kernel`.
 *
 * Layers ask a `Parameters` for their variables when they are built; the optimiser asks it for the
 * trainable ones; saving writes all of them, running statistics included.
 *
 * @example
 * ```ts
 * import { Parameters } from "./parameters.ts";
 * import { assertEquals } from "@std/assert";
 *
 * using parameters = new Parameters();
 * parameters.child("norm").buffer("mean", new Float32Array(2), [2]);
 * assertEquals([...parameters.names()], ["norm.mean"]);
 * ```
 */
export class Parameters implements Disposable, Stateful {
  readonly #variables: Map<string, tf.Variable>;
  readonly #prefix: string;

  /** An empty root; children come from {@linkcode Parameters.child}. */
  constructor(parent?: { variables: Map<string, tf.Variable>; prefix: string }) {
    this.#variables = parent?.variables ?? new Map();
    this.#prefix = parent?.prefix ?? "";
  }

  /** A view of the variables whose names begin with `name.`, and a way to add some. */
  child(name: string): Parameters {
    return new Parameters({ variables: this.#variables, prefix: `${this.#prefix}${name}.` });
  }

  /** Makes a variable that the optimiser trains. */
  trainable(name: string, values: Float32Array, shape: number[]): tf.Variable {
    return this.#add(name, values, shape, true);
  }

  /** Makes a variable that is saved but not trained, for example a running mean. */
  buffer(name: string, values: Float32Array, shape: number[]): tf.Variable {
    return this.#add(name, values, shape, false);
  }

  /** All names, in the order of creation. */
  names(): IteratorObject<string> {
    return this.#own().map(([name]) => name);
  }

  /** The variables that the optimiser trains, in the order of creation. */
  trainables(): tf.Variable[] {
    return [...this.#own().map(([, variable]) => variable)].filter(({ trainable }) => trainable);
  }

  /** Number of trained values. */
  count(): number {
    return this.trainables().reduce((n, variable) => n + variable.size, 0);
  }

  /** The variable with this full name. */
  get(name: string): tf.Variable {
    const variable = this.#variables.get(name);
    if (!variable) throw new RangeError(`Cannot find a variable named ${name}`);
    return variable;
  }

  /** Copies of all values, to be saved. */
  async export(): Promise<NamedTensors> {
    const tensors: NamedTensors = {};
    for (const [name, variable] of this.#own()) {
      tensors[name] = { shape: variable.shape, values: (await variable.data<"float32">()).slice() };
    }
    return tensors;
  }

  /**
   * Restores saved values.
   *
   * @throws {InputError} If a name is missing or unknown, or a shape differs; then nothing is
   * changed.
   */
  import(tensors: NamedTensors, source: string): void {
    for (const name of Object.keys(tensors)) {
      if (!this.#has(name)) throw new InputError(`${source}: unknown tensor ${name}`);
    }
    for (const [name, variable] of this.#own()) {
      const saved = tensors[name];
      if (!saved) throw new InputError(`${source}: tensor ${name} is missing`);
      if (saved.shape.join() !== variable.shape.join()) {
        throw new InputError(
          `${source}: tensor ${name}: expected shape [${variable.shape}], found [${saved.shape}]`,
        );
      }
    }
    for (const [name, variable] of this.#own()) {
      tf.tidy(() => variable.assign(tf.tensor(tensors[name]!.values, variable.shape)));
    }
  }

  /** Disposes all variables. */
  [Symbol.dispose](): void {
    for (const [name, variable] of [...this.#own()]) {
      variable.dispose();
      this.#variables.delete(name);
    }
  }

  #own(): IteratorObject<[string, tf.Variable]> {
    return this.#variables.entries().filter(([name]) => name.startsWith(this.#prefix));
  }

  #has(name: string): boolean {
    return this.#variables.has(name) && name.startsWith(this.#prefix);
  }

  #add(name: string, values: Float32Array, shape: number[], trainable: boolean): tf.Variable {
    const full = this.#prefix + name;
    if (this.#variables.has(full)) throw new RangeError(`Cannot add ${full} twice`);
    // tfjs wants names that are unique in the process; they are printed in compiled programs.
    const unique = `${full}#${++made}`;
    const variable = tf.tidy(() => tf.variable(tf.tensor(values, shape), trainable, unique));
    this.#variables.set(full, variable);
    return variable;
  }
}

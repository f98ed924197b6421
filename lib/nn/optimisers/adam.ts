/**
 * The Adam optimiser over all parameters at once.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { ffiBinding } from "../../backend/tensorflow/register.ts";
import { InputError } from "../../errors.ts";
import type { NamedTensors } from "../variables/safetensors.ts";
import { type AdamState, FlatAdamState, LibraryAdamState } from "./adam_state.ts";
import { ADAM_EPSILON, adamRates, type AdamSettings } from "./adam_step.ts";
import type { Optimiser } from "./optimiser.ts";

/** Settings of {@linkcode Adam} that stay fixed; by default those of PyTorch. */
export type AdamOptions = Partial<AdamSettings>;

/**
 * Adam, as one op per variable if TensorFlow's library computes, otherwise as a few large ops over
 * all variables at once.
 *
 * `m ← β₁m + (1 − β₁)g`, `v ← β₂v + (1 − β₂)g²`,
 * `p ← p − η · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)`
 *
 * Source: Kingma and Ba, ICLR 2015, algorithm 1; `ε` outside the root as in PyTorch.
 *
 * @example
 * ```ts
 * import { Adam } from "./adam.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const p = tf.variable(tf.tensor1d([1]));
 * using adam = new Adam([p]);
 * adam.apply([tf.tensor1d([5])], adam.rates(0.1, 1));
 * assertAlmostEquals(p.dataSync()[0]!, 0.9, 1e-6); // the first step has the length of the rate
 * ```
 */
export class Adam implements Optimiser {
  readonly #variables: readonly tf.Variable[];
  readonly #settings: AdamSettings;
  readonly #state: AdamState;

  constructor(variables: readonly tf.Variable[], options: AdamOptions = {}) {
    this.#variables = variables;
    const { beta1 = 0.9, beta2 = 0.999, epsilon = ADAM_EPSILON } = options;
    this.#settings = { beta1, beta2, epsilon };
    const inLibrary = tf.getBackend() === "tensorflow" && ffiBinding() !== undefined;
    this.#state = new (inLibrary ? LibraryAdamState : FlatAdamState)(variables, this.#settings);
  }

  /**
   * The values that change from step to step, as one small tensor: an input of the step rather than a
   * constant in it; see {@linkcode adamRates}.
   *
   * @param learningRate η.
   * @param step t, counted from 1.
   */
  rates(learningRate: number, step: number): tf.Tensor1D {
    return tf.tensor1d(adamRates(this.#settings, learningRate, step));
  }

  /**
   * Updates all variables.
   *
   * @param gradients One for each variable, in the constructor's order.
   * @param rates From {@linkcode Adam.rates}.
   */
  apply(gradients: readonly tf.Tensor[], rates: tf.Tensor1D): void {
    if (gradients.length !== this.#variables.length) {
      throw new RangeError(
        `Cannot update ${this.#variables.length} variables with ${gradients.length} gradients`,
      );
    }
    tf.tidy(() => this.#state.apply(gradients, rates));
  }

  /** Copies of the moments, those of all variables one after another. */
  async export(): Promise<NamedTensors> {
    const { mean, square } = this.#state.export();
    try {
      const copy = async (moment: tf.Tensor1D) => ({
        shape: moment.shape,
        values: (await moment.data<"float32">()).slice(),
      });
      return { first: await copy(mean), second: await copy(square) };
    } finally {
      tf.dispose([mean, square]);
    }
  }

  /**
   * Restores saved moments.
   *
   * @throws {InputError} If they do not belong to these variables.
   */
  import(tensors: NamedTensors, source: string): void {
    const size = this.#variables.reduce((n, variable) => n + variable.size, 0);
    for (const name of ["first", "second"]) {
      const found = tensors[name]?.values.length;
      if (found !== size) {
        throw new InputError(
          `${source}: ${name} moments of the optimiser: expected ${size} values, found ` +
            (found ?? ("mean" in tensors ? "those of an earlier version; train anew" : "none")),
        );
      }
    }
    tf.tidy(() =>
      this.#state.import({
        mean: tf.tensor1d(tensors.first!.values),
        square: tf.tensor1d(tensors.second!.values),
      })
    );
  }

  /** Disposes the moments; the variables belong to the network. */
  [Symbol.dispose](): void {
    this.#state[Symbol.dispose]();
  }
}

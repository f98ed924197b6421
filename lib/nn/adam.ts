/**
 * The Adam optimiser over all parameters at once.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../errors.ts";
import { ADAM_EPSILON, adamRates, type AdamSettings, adamStep } from "./adam_step.ts";
import type { Optimiser } from "./optimiser.ts";
import type { NamedTensors } from "./safetensors.ts";

/** Settings of {@linkcode Adam} that stay fixed; PyTorch's defaults unless said otherwise. */
export type AdamOptions = Partial<AdamSettings>;

/**
 * Adam with all moments in two flat vectors, so that a step is nine large ops and three small ones a
 * variable instead of a dozen a variable.
 *
 * `m ← β₁m + (1 − β₁)g`, `v ← β₂v + (1 − β₂)g²`,
 * `p ← p − η · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)`
 *
 * Kept are `m / (1 − β₁)` and `v / (1 − β₂)`, which need fewer passes over all parameters; the
 * factors are part of {@linkcode Adam.rates}.
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
  readonly #mean: tf.Variable<tf.Rank.R1>;
  readonly #square: tf.Variable<tf.Rank.R1>;

  constructor(variables: readonly tf.Variable[], options: AdamOptions = {}) {
    this.#variables = variables;
    const { beta1 = 0.9, beta2 = 0.999, epsilon = ADAM_EPSILON } = options;
    this.#settings = { beta1, beta2, epsilon };
    const size = variables.reduce((n, variable) => n + variable.size, 0);
    const zeros = () => tf.tidy(() => tf.variable(tf.zeros([size]), false));
    this.#mean = zeros() as tf.Variable<tf.Rank.R1>;
    this.#square = zeros() as tf.Variable<tf.Rank.R1>;
  }

  /**
   * What changes from step to step, as one small tensor: an input of the step rather than a constant
   * in it; see {@linkcode adamRates}.
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
    tf.tidy(() => {
      const g = flatten(gradients);
      const before = { mean: this.#mean, square: this.#square };
      const { update, moments } = adamStep<tf.Rank.R1>(this.#settings, g, before, rates);
      this.#mean.assign(moments.mean);
      this.#square.assign(moments.square);
      subtract(this.#variables, update);
    });
  }

  /** Copies of the moments. */
  async export(): Promise<NamedTensors> {
    const copy = async (moment: tf.Variable) => ({
      shape: moment.shape,
      values: (await moment.data<"float32">()).slice(),
    });
    return { mean: await copy(this.#mean), square: await copy(this.#square) };
  }

  /**
   * Takes over saved moments.
   *
   * @throws {InputError} If they are not those of these variables.
   */
  import(tensors: NamedTensors, source: string): void {
    for (const [name, moment] of [["mean", this.#mean], ["square", this.#square]] as const) {
      const found = tensors[name]?.values.length;
      if (found !== moment.size) {
        throw new InputError(
          `${source}: moments ${name} of the optimiser: expected ${moment.size} values, ` +
            `found ${found ?? "none"}`,
        );
      }
    }
    const assign = (moment: tf.Variable<tf.Rank.R1>, values: Float32Array) =>
      tf.tidy(() => moment.assign(tf.tensor1d(values)));
    assign(this.#mean, tensors.mean!.values);
    assign(this.#square, tensors.square!.values);
  }

  /** Disposes the moments; the variables belong to the network. */
  [Symbol.dispose](): void {
    this.#mean.dispose();
    this.#square.dispose();
  }
}

/** Tensors of any shapes as one vector. */
export function flatten(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.tidy(() => tf.concat1d(tensors.map((tensor) => tensor.reshape([-1]) as tf.Tensor1D)));
}

/** Subtracts from variables the parts of a vector in the order of {@linkcode flatten}. */
export function subtract(variables: readonly tf.Variable[], vector: tf.Tensor1D): void {
  tf.tidy(() => {
    const parts = tf.split(vector, variables.map((variable) => variable.size));
    variables.forEach((variable, i) =>
      variable.assign(tf.sub(variable, parts[i]!.reshape(variable.shape)))
    );
  });
}

/**
 * Gradients of a loss with respect to variables.
 *
 * @param loss Computes the scalar.
 * @param variables Those that the gradients are for; all must be reached from the loss.
 * @returns One gradient a variable, in the same order, and the loss.
 * @throws {Error} Naming the first variable that the loss does not depend on.
 */
export function gradients(
  loss: () => tf.Scalar,
  variables: readonly tf.Variable[],
): { value: tf.Scalar; gradients: tf.Tensor[] } {
  const { value, grads } = tf.variableGrads(loss, [...variables]);
  return {
    value,
    gradients: variables.map((variable) => {
      const gradient = grads[variable.name];
      if (!gradient) {
        throw new Error(`No gradient reaches the variable of shape [${variable.shape}]`);
      }
      return gradient;
    }),
  };
}

/**
 * Plain stochastic gradient descent.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { NamedTensors } from "../variables/safetensors.ts";
import type { Optimiser } from "./optimiser.ts";

/**
 * Gradient descent without momentum: `p ← p − η · g`. It keeps nothing from step to step.
 *
 * @example
 * ```ts
 * import { Sgd } from "./sgd.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const p = tf.variable(tf.tensor1d([1]));
 * const sgd = new Sgd([p]);
 * sgd.apply([tf.tensor1d([5])], sgd.rates(0.1));
 * assertAlmostEquals(p.dataSync()[0]!, 0.5, 1e-6);
 * ```
 */
export class Sgd implements Optimiser {
  readonly #variables: readonly tf.Variable[];

  constructor(variables: readonly tf.Variable[]) {
    this.#variables = variables;
  }

  /** η as a tensor. */
  rates(learningRate: number): tf.Tensor1D {
    return tf.tensor1d([learningRate]);
  }

  apply(gradients: readonly tf.Tensor[], rates: tf.Tensor1D): void {
    if (gradients.length !== this.#variables.length) {
      throw new RangeError(
        `Cannot update ${this.#variables.length} variables with ${gradients.length} gradients`,
      );
    }
    tf.tidy(() => {
      const rate = rates.reshape([]);
      this.#variables.forEach((variable, i) =>
        variable.assign(tf.sub(variable, tf.mul(gradients[i]!, rate)))
      );
    });
  }

  export(): Promise<NamedTensors> {
    return Promise.resolve({});
  }

  import(): void {}

  [Symbol.dispose](): void {}
}

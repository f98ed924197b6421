/**
 * Gradients of a loss, alone or together with the values that make it up.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Gradients of a loss with respect to variables.
 *
 * @param loss Computes the scalar.
 * @param variables Those to differentiate by; the loss must depend on all of them.
 * @returns One gradient per variable, in the same order, and the loss.
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

/** Tensors that make up a loss; `total` is the one that is differentiated. */
export type Terms = { readonly total: tf.Scalar } & Readonly<Record<string, tf.Tensor>>;

/** Gradients in the order of the variables, and the values from before any update. */
export interface LossGradients<T extends Terms> {
  readonly gradients: tf.Tensor[];
  readonly terms: T;
}

/**
 * Gradients of `total` with respect to variables, and everything that `loss` returned, usable after
 * the tape has ended: loss terms to report, a reconstruction that another update needs.
 *
 * @param loss Computes the terms.
 * @param variables Those to differentiate by; `total` must depend on all of them.
 * @throws {Error} If the loss does not depend on one of them.
 *
 * @example
 * ```ts
 * import { lossGradients } from "./loss_gradients.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const p = tf.variable(tf.scalar(3));
 * const { gradients, terms } = lossGradients(() => {
 *   const square = tf.square(p) as tf.Scalar;
 *   return { total: tf.mul(square, 2) as tf.Scalar, square };
 * }, [p]);
 * assertEquals([gradients[0]!.dataSync()[0], terms.square.dataSync()[0]], [12, 9]);
 * ```
 */
export function lossGradients<T extends Terms>(
  loss: () => T,
  variables: readonly tf.Variable[],
): LossGradients<T> {
  let kept: [string, tf.Tensor][] = [];
  try {
    const { value, gradients: found } = gradients(() => {
      const terms = loss();
      // `keep` takes the values out of the tape's scope.
      kept = Object.entries(terms).map(([name, tensor]) => [name, tf.keep(tensor.clone())]);
      return terms.total;
    }, variables);
    value.dispose();
    const terms = Object.fromEntries(kept.map(([name, tensor]) => [name, tensor.clone()]));
    return { gradients: found, terms: terms as T };
  } finally {
    tf.dispose(kept.map(([, tensor]) => tensor));
  }
}

/**
 * The interface of optimisers, which update variables by gradients.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Stateful } from "../variables/stateful.ts";

/** An optimiser of some variables, which belong to the network. */
export interface Optimiser extends Disposable, Stateful {
  /**
   * The values that change from step to step, as one small tensor: an input of the step rather than a
   * constant in it.
   *
   * @param step Counted from 1.
   */
  rates(learningRate: number, step: number): tf.Tensor1D;
  /**
   * Updates all variables.
   *
   * @param gradients One for each variable, in their order.
   * @param rates From {@linkcode Optimiser.rates}.
   */
  apply(gradients: readonly tf.Tensor[], rates: tf.Tensor1D): void;
}

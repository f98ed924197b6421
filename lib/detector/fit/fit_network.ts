/**
 * Trains a network with one optimiser by one loss.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../backend/compile.ts";
import type { Augmentation } from "../../data/augment/mod.ts";
import type { ImageSet } from "../../data/images/image_set.ts";
import { lossGradients } from "../../nn/losses/loss_gradients.ts";
import { Adam } from "../../nn/optimisers/adam.ts";
import type { Optimiser } from "../../nn/optimisers/optimiser.ts";
import type { Parameters } from "../../nn/variables/parameters.ts";
import { combineStates } from "../../nn/variables/stateful.ts";
import type { Random } from "../../random.ts";
import { type LossTerms, type TrainingHistory, trainLoop } from "../../train/loop.ts";
import { stepRandom } from "../../train/step_draws.ts";
import type { FitOptions } from "../contract/detector.ts";

/** A batch and what was drawn for it, by name. */
export type StepInputs = Readonly<Record<string, tf.Tensor>> & { readonly images: tf.Tensor4D };

/** Options of the training of one network. */
export interface NetworkTraining extends FitOptions {
  /** Name of the step in messages and printed programs. */
  readonly name: string;
  readonly images: ImageSet;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** See `LoopOptions.decayAt`. */
  readonly decayAt?: number;
  readonly decayFactor?: number;
  /** L2 penalty: this times a value is added to its gradient. Default 0. */
  readonly weightDecay?: number;
  /** See `LoopOptions.decayRepeats`. */
  readonly decayRepeats?: boolean;
  /** Default: Adam. */
  readonly optimiser?: new (variables: readonly tf.Variable[]) => Optimiser;
  /** The network's variables; the loss must depend on all trainable ones. */
  readonly parameters: Parameters;
  /** Computes the terms of one batch; `total` is minimised. */
  readonly loss: (inputs: StepInputs) => LossTerms;
  /** What is trained on instead of the images themselves; see `FeedOptions.augment`. */
  readonly augment?: Augmentation;
  /**
   * Makes further inputs of a step: random ones for a batch of that size, which follow from seed and
   * step, so that a resumed training draws the same; or some that follow from the images' indices in
   * their set.
   */
  readonly draw?: (
    random: Random,
    batchSize: number,
    indices: readonly number[],
  ) => Readonly<Record<string, tf.Tensor>>;
}

/**
 * Trains all variables of a network: the compiled step computes the loss and its gradients and
 * updates by the optimiser.
 *
 * @throws {InputError} At the first loss term that is not finite.
 * @throws {StoppedError} If `signal` is aborted.
 */
export async function fitNetwork(training: NetworkTraining): Promise<TrainingHistory> {
  const { name, parameters, loss, draw, learningRate, weightDecay = 0, seed } = training;
  const NewOptimiser = training.optimiser ?? Adam;
  const trained = parameters.trainables();
  using optimiser = new NewOptimiser(trained);
  using update = compile(
    ({ rates, ...inputs }: StepInputs & { readonly rates: tf.Tensor1D }): LossTerms => {
      const { gradients, terms } = lossGradients(() => loss(inputs), trained);
      optimiser.apply(
        weightDecay > 0 ? penalized(gradients, trained, weightDecay) : gradients,
        rates,
      );
      return terms;
    },
    { name },
  );
  return await trainLoop({
    ...training,
    state: combineStates({ network: parameters, optimiser }),
    step: (images, { step, learningRateFactor, indices }) => {
      const drawn = draw?.(stepRandom(seed, step), images.shape[0], indices) ?? {};
      const rates = optimiser.rates(learningRate * learningRateFactor, step);
      return update.inBackground({ ...drawn, images, rates }).finally(() =>
        tf.dispose([rates, ...Object.values(drawn)])
      );
    },
  });
}

/** Gradients of the loss plus `weightDecay / 2 · Σ p²`. */
function penalized(
  gradients: readonly tf.Tensor[],
  variables: readonly tf.Variable[],
  weightDecay: number,
): tf.Tensor[] {
  return gradients.map((gradient, i) => tf.add(gradient, tf.mul(variables[i]!, weightDecay)));
}

/**
 * Trains several networks against each other.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { compile } from "../../backend/compile.ts";
import type { Augmentation } from "../../data/augment/mod.ts";
import type { ImageSet } from "../../data/images/image_set.ts";
import { Adam, type AdamOptions } from "../../nn/optimisers/adam.ts";
import type { Parameters } from "../../nn/variables/parameters.ts";
import { combineStates, type Stateful } from "../../nn/variables/stateful.ts";
import type { Random } from "../../random.ts";
import { type LossTerms, type TrainingHistory, trainLoop } from "../../train/loop.ts";
import { stepRandom } from "../../train/step_draws.ts";
import type { GanConfig } from "../config/gan_config.ts";
import type { FitOptions } from "../contract/detector.ts";

/** Updates one network; the i-th call for a network in a step uses the rate of its i-th update. */
export type Update<N extends string> = (network: N, gradients: readonly tf.Tensor[]) => void;

/** How long the networks are trained; rate and betas of each Adam; the single drop of the rates. */
export type FitConfig =
  & Pick<GanConfig, "epochs" | "batchSize" | "learningRate">
  & AdamOptions
  & { readonly decayAt?: number; readonly decayFactor?: number };

/** Options of an adversarial training. */
export interface AdversarialFit<N extends string, D extends Record<string, tf.Tensor>> {
  /** For messages: the method's id. */
  readonly name: string;
  readonly config: FitConfig;
  readonly images: ImageSet;
  readonly options: FitOptions;
  /** See `FeedOptions.augment`. */
  readonly augment?: Augmentation;
  /** Each has its own Adam. */
  readonly networks: Readonly<Record<N, Parameters>>;
  /** Settings of a network's Adam, if they differ from those of `config`. */
  readonly adam?: Partial<Readonly<Record<N, AdamOptions & { readonly learningRate: number }>>>;
  /** Updates of a network per step, if it is not one. */
  readonly updates?: Partial<Readonly<Record<N, number>>>;
  /** Draws the random inputs of a step for a batch of that many images. */
  readonly draw?: (random: Random, batch: number, step: number) => D;
  /** One step on images and draws; it is compiled, so it reads no values. */
  readonly step: (inputs: D & { readonly images: tf.Tensor4D }, update: Update<N>) => LossTerms;
  /** Called with the terms of a step, which it must not dispose. */
  readonly afterStep?: (terms: LossTerms, step: number) => Promise<void>;
  /** Other state that the steps change. */
  readonly state?: Readonly<Record<string, Stateful>>;
}

/**
 * Trains for the configured epochs, from a checkpoint if there is one.
 *
 * Draws follow from (seed, step), Adam's step count from the step, so that a resumed training
 * continues to the same bits.
 */
export async function fitAdversarially<N extends string, D extends Record<string, tf.Tensor>>(
  fit: AdversarialFit<N, D>,
): Promise<TrainingHistory> {
  const { config, options, images, updates } = fit;
  const names = Object.keys(fit.networks) as N[];
  using optimisers = new Optimisers(names.map((name) => {
    const { learningRate, ...betas } = fit.adam?.[name] ?? config;
    const adam = new Adam(fit.networks[name].trainables(), betas);
    return { name, adam, learningRate, perStep: updates?.[name] ?? 1 };
  }));
  using update = compile((inputs: Record<string, tf.Tensor>) => {
    const done = new Map<N, number>();
    return fit.step(inputs as D & { readonly images: tf.Tensor4D }, (name, gradients) => {
      const i = done.get(name) ?? 0;
      done.set(name, i + 1);
      optimisers.of(name).apply(gradients, inputs[rateName(name, i)] as tf.Tensor1D);
    });
  }, { name: `${fit.name} training step` });
  return await trainLoop({
    ...config,
    ...options,
    images,
    augment: fit.augment,
    state: combineStates({ ...fit.networks, ...optimisers.states(), ...fit.state }),
    step: async (images, { step, learningRateFactor }) => {
      const own: Record<string, tf.Tensor> = {
        ...fit.draw?.(stepRandom(options.seed, step), images.shape[0], step),
        ...optimisers.rates(learningRateFactor, step),
      };
      try {
        const terms = await update.inBackground({ images, ...own }) as LossTerms;
        await fit.afterStep?.(terms, step);
        return terms;
      } finally {
        for (const tensor of Object.values(own)) tensor.dispose();
      }
    },
  });
}

function rateName(network: string, update: number): string {
  return `rate of ${network}, update ${update + 1}`;
}

/** A network's optimiser: its rate, and its updates in a step. */
interface Entry<N extends string> {
  readonly name: N;
  readonly adam: Adam;
  readonly learningRate: number;
  readonly perStep: number;
}

/** One Adam for each network. */
class Optimisers<N extends string> implements Disposable {
  readonly #entries: readonly Entry<N>[];

  constructor(entries: readonly Entry<N>[]) {
    this.#entries = entries;
  }

  of(name: N): Adam {
    return this.#entries.find((entry) => entry.name === name)!.adam;
  }

  states(): Record<string, Stateful> {
    return Object.fromEntries(this.#entries.map(({ name, adam }) => [`adam of ${name}`, adam]));
  }

  /** The rates of all updates of a step, counted from 1. */
  rates(factor: number, step: number): Record<string, tf.Tensor1D> {
    return Object.fromEntries(
      this.#entries.flatMap(({ name, adam, learningRate, perStep }) =>
        Array.from(
          { length: perStep },
          (_, i) =>
            [
              rateName(name, i),
              adam.rates(learningRate * factor, (step - 1) * perStep + i + 1),
            ] as const,
        )
      ),
    );
  }

  [Symbol.dispose](): void {
    for (const { adam } of this.#entries) adam[Symbol.dispose]();
  }
}

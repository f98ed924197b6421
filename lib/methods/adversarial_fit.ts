/**
 * Trains several networks against each other.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { compile } from "../backend/compile.ts";
import type { ImageSet } from "../data/image_set.ts";
import { Adam } from "../nn/adam.ts";
import type { Parameters } from "../nn/parameters.ts";
import { combineStates, type Stateful } from "../nn/stateful.ts";
import type { Random } from "../random.ts";
import { type LossTerms, type TrainingHistory, trainLoop } from "../train/loop.ts";
import { stepRandom } from "../train/step_draws.ts";
import type { FitOptions } from "./detector.ts";
import type { GanConfig } from "./gan_config.ts";

/** Updates one network; the i-th call for a network in a step uses the rate of its i-th update. */
export type Update<N extends string> = (network: N, gradients: readonly tf.Tensor[]) => void;

/** What is trained and how. */
export interface AdversarialFit<N extends string, D extends Record<string, tf.Tensor>> {
  /** For messages: the method's id. */
  readonly name: string;
  readonly config: Omit<GanConfig, "imageSize" | "channels">;
  readonly images: ImageSet;
  readonly options: FitOptions;
  /** Each has an Adam of its own, all with the same settings. */
  readonly networks: Readonly<Record<N, Parameters>>;
  /** Updates of a network in one step, where it is not one. */
  readonly updates?: Partial<Readonly<Record<N, number>>>;
  /** Draws the random inputs of a step for a batch of that many images. */
  readonly draw: (random: Random, batch: number, step: number) => D;
  /** One step; it is compiled, so it reads no values. */
  readonly step: (images: tf.Tensor4D, draws: D, update: Update<N>) => LossTerms;
  /** Looks at the terms of a step, which it must not dispose. */
  readonly afterStep?: (terms: LossTerms, step: number) => Promise<void>;
  /** What else the steps change. */
  readonly state?: Readonly<Record<string, Stateful>>;
}

/**
 * Trains for the configured epochs with a constant learning rate, from a checkpoint if there is one.
 *
 * Draws follow from (seed, step), Adam's step count from the step, so that a resumed training goes
 * on to the same bits.
 */
export async function fitAdversarially<N extends string, D extends Record<string, tf.Tensor>>(
  fit: AdversarialFit<N, D>,
): Promise<TrainingHistory> {
  const { config, options, images, updates } = fit;
  const names = Object.keys(fit.networks) as N[];
  using optimisers = new Optimisers(names.map((name) => {
    const adam = new Adam(fit.networks[name].trainables(), config);
    return { name, adam, perStep: updates?.[name] ?? 1 };
  }));
  using update = compile((inputs: Record<string, tf.Tensor>) => {
    const done = new Map<N, number>();
    return fit.step(inputs.images as tf.Tensor4D, inputs as D, (name, gradients) => {
      const i = done.get(name) ?? 0;
      done.set(name, i + 1);
      optimisers.of(name).apply(gradients, inputs[rateName(name, i)] as tf.Tensor1D);
    });
  }, { name: `${fit.name} training step` });
  return await trainLoop({
    ...config,
    ...options,
    decayAt: 1,
    decayFactor: 1,
    images,
    state: combineStates({ ...fit.networks, ...optimisers.states(), ...fit.state }),
    step: async (images, { step }) => {
      const own: Record<string, tf.Tensor> = {
        ...fit.draw(stepRandom(options.seed, step), images.shape[0], step),
        ...optimisers.rates(config.learningRate, step),
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

/** One Adam for each network. */
class Optimisers<N extends string> implements Disposable {
  readonly #entries: readonly { name: N; adam: Adam; perStep: number }[];

  constructor(entries: readonly { name: N; adam: Adam; perStep: number }[]) {
    this.#entries = entries;
  }

  of(name: N): Adam {
    return this.#entries.find((entry) => entry.name === name)!.adam;
  }

  states(): Record<string, Stateful> {
    return Object.fromEntries(this.#entries.map(({ name, adam }) => [`adam of ${name}`, adam]));
  }

  /** Of all updates of a step, counted from 1. */
  rates(learningRate: number, step: number): Record<string, tf.Tensor1D> {
    return Object.fromEntries(
      this.#entries.flatMap(({ name, adam, perStep }) =>
        Array.from(
          { length: perStep },
          (_, i) =>
            [rateName(name, i), adam.rates(learningRate, (step - 1) * perStep + i + 1)] as const,
        )
      ),
    );
  }

  [Symbol.dispose](): void {
    for (const { adam } of this.#entries) adam[Symbol.dispose]();
  }
}

/**
 * Resets a discriminator that has won.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { initializeDcgan } from "../../nn/layers/dcgan.ts";
import { Parameters } from "../../nn/variables/parameters.ts";
import type { Stateful } from "../../nn/variables/stateful.ts";
import type { LossTerms } from "../../train/loop.ts";
import { stepRandom } from "../../train/step_draws.ts";

/** Makes the draws of a reset differ from those of the same step's inputs. */
const RESET_SEED = 0x5eed;

/**
 * Gives a discriminator new initial weights after a step whose term `discriminator` is below a limit;
 * its optimiser and its running statistics stay as they are. The draws follow from seed and step.
 *
 * Source: the official code of GANomaly and Skip-GANomaly.
 */
export class DiscriminatorReset implements Disposable {
  readonly #discriminator: Parameters;
  readonly #limit: number;
  readonly #seed: number;
  /** Kept as a tensor, so that a resumed training continues the count. */
  readonly #counters = new Parameters();
  readonly #count: tf.Variable;

  /**
   * @param discriminator The network whose weights are drawn anew.
   * @param limit The loss below which they are; 0 = never.
   * @param seed Of the training.
   */
  constructor(discriminator: Parameters, limit: number, seed: number) {
    this.#discriminator = discriminator;
    this.#limit = limit;
    this.#seed = seed;
    this.#count = this.#counters.buffer("resets", new Float32Array(1), [1]);
  }

  /** The state to save with the training. */
  get state(): Stateful {
    return this.#counters;
  }

  /** Checks the terms of a step, from before its updates. */
  async check({ discriminator }: LossTerms, step: number): Promise<void> {
    if (this.#limit === 0) return;
    const [loss] = await discriminator!.data<"float32">();
    if (!(loss! < this.#limit)) return;
    initializeDcgan(this.#discriminator, stepRandom((this.#seed ^ RESET_SEED) >>> 0, step));
    tf.tidy(() => this.#count.assign(tf.add(this.#count, 1)));
  }

  /** How often the discriminator was reset, and a warning if it was. */
  async report(): Promise<{ resets: number; warnings: string[] }> {
    const resets = (await this.#count.data())[0]!;
    const warnings = resets === 0 ? [] : [
      `the discriminator won ${resets} time${resets === 1 ? "" : "s"} (loss below ` +
      `${this.#limit}) and got new initial weights; a lower learningRate makes that rarer`,
    ];
    return { resets, warnings };
  }

  [Symbol.dispose](): void {
    this.#counters[Symbol.dispose]();
  }
}

/**
 * The means that normalise the two parts of DAAD+'s score.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { NamedTensors } from "../nn/variables/safetensors.ts";
import type { Stateful } from "../nn/variables/stateful.ts";

/** Means of R and L over the training images; the score divides each part by its mean. */
export class PartMeans implements Stateful {
  #means = { reconstruction: 1, alignment: 1 };

  /** Both means; 1 before training. */
  get values(): { readonly reconstruction: number; readonly alignment: number } {
    return this.#means;
  }

  /**
   * Sets both means, rounded to float32, so that a saved and a fresh detector divide by the same
   * values.
   */
  set(reconstruction: number, alignment: number): void {
    this.#means = {
      reconstruction: Math.fround(reconstruction) || 1,
      alignment: Math.fround(alignment) || 1,
    };
  }

  /** Exports both means as one tensor of two values. */
  export(): Promise<NamedTensors> {
    const { reconstruction, alignment } = this.#means;
    const values = Float32Array.of(reconstruction, alignment);
    return Promise.resolve({ means: { shape: [2], values } });
  }

  /** Restores the result of {@linkcode PartMeans.export}. */
  import({ means, ...others }: NamedTensors, source: string): void {
    const [unknown] = Object.keys(others);
    if (unknown) throw new InputError(`${source}: unknown tensor calibration/${unknown}`);
    if (means?.values.length !== 2) {
      throw new InputError(`${source}: tensor calibration/means: expected 2 values`);
    }
    this.set(means.values[0]!, means.values[1]!);
  }
}

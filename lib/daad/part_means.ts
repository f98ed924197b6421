/**
 * The means by which DAAD+ divides the two parts of its score.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { NamedTensors } from "../nn/safetensors.ts";
import type { Stateful } from "../nn/stateful.ts";

/** Means of R and L over the training images, by which the score divides them. */
export class PartMeans implements Stateful {
  #means = { reconstruction: 1, alignment: 1 };

  /** Both means; 1 before a training. */
  get values(): { readonly reconstruction: number; readonly alignment: number } {
    return this.#means;
  }

  /** Rounds to float32 at once, so that a saved and a fresh detector divide by the same values. */
  set(reconstruction: number, alignment: number): void {
    this.#means = {
      reconstruction: Math.fround(reconstruction) || 1,
      alignment: Math.fround(alignment) || 1,
    };
  }

  /** Both as one tensor of two values. */
  export(): Promise<NamedTensors> {
    const { reconstruction, alignment } = this.#means;
    const values = Float32Array.of(reconstruction, alignment);
    return Promise.resolve({ means: { shape: [2], values } });
  }

  /** Takes over what {@linkcode PartMeans.export} gave. */
  import({ means, ...others }: NamedTensors, source: string): void {
    const [unknown] = Object.keys(others);
    if (unknown) throw new InputError(`${source}: unknown tensor calibration/${unknown}`);
    if (means?.values.length !== 2) {
      throw new InputError(`${source}: tensor calibration/means: expected 2 values`);
    }
    this.set(means.values[0]!, means.values[1]!);
  }
}

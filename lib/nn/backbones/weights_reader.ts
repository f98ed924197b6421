/**
 * Hands out the tensors of a weights file and keeps track of them.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { NamedTensors } from "../variables/safetensors.ts";
import type { Architecture } from "./layer_factory.ts";

/** Counters of training that no network needs. */
const COUNTER = /\.num_batches_tracked$/;

/** Names listed for each kind of problem; a file of another network has hundreds. */
const LISTED = 5;

/**
 * The tensors of a file under the network's names.
 *
 * Problems are collected, so that the user learns of all of them at once: the layers ask for all
 * tensors, then {@linkcode WeightsReader.finish} says which were missing, wrong or left over.
 */
export class WeightsReader {
  readonly #tensors = new Map<string, NamedTensors[string]>();
  readonly #left = new Map<string, string>();
  readonly #missing: string[] = [];
  readonly #wrong: string[] = [];
  readonly #source: string;

  /**
   * @param tensors Of the file, under its names.
   * @param source Name of the file.
   */
  constructor(
    tensors: NamedTensors,
    { rename = (name) => name, unused }: Pick<Architecture, "rename" | "unused">,
    source: string,
  ) {
    this.#source = source;
    for (const [found, tensor] of Object.entries(tensors)) {
      const name = rename(found);
      if (COUNTER.test(name) || unused.test(name)) continue;
      this.#tensors.set(name, tensor);
      this.#left.set(name, found);
    }
  }

  /** The values of a tensor; zeros if it is missing or has another shape. */
  take(name: string, shape: readonly number[]): Float32Array {
    const tensor = this.#tensors.get(name);
    this.#left.delete(name);
    if (tensor?.shape.join() === shape.join()) return tensor.values;
    if (!tensor) this.#missing.push(name);
    else this.#wrong.push(`${name} [${tensor.shape}] instead of [${shape}]`);
    return new Float32Array(shape.reduce((n, d) => n * d, 1));
  }

  /**
   * The kernel of a convolution in TensorFlow's layout: `[out, in, h, w]` → `[h, w, in, out]`.
   *
   * For a depthwise convolution, `[c, 1, h, w]` → `[h, w, c, 1]`.
   */
  kernel(
    name: string,
    { inputChannels, outputChannels, kernelSize, depthwise = false }: {
      readonly inputChannels: number;
      readonly outputChannels: number;
      readonly kernelSize: number;
      readonly depthwise?: boolean;
    },
  ): Float32Array {
    const inner = depthwise ? 1 : inputChannels;
    const area = kernelSize ** 2;
    const values = this.take(name, [outputChannels, inner, kernelSize, kernelSize]);
    const turned = new Float32Array(values.length);
    let at = 0;
    // With one input per filter, `[h, w, 1, c]` holds the same values as `[h, w, c, 1]`.
    for (let pixel = 0; pixel < area; pixel++) {
      for (let i = 0; i < inner; i++) {
        for (let o = 0; o < outputChannels; o++) {
          turned[at++] = values[(o * inner + i) * area + pixel]!;
        }
      }
    }
    return turned;
  }

  /**
   * Reports the problems; to be called when all layers are made.
   *
   * @param part Whether only a part of the network was made, so that tensors may be left over.
   * @throws {InputError} Listing what was missing, of a wrong shape, or not asked for.
   */
  finish(part = false): void {
    const problems = ([
      ["missing", this.#missing],
      ["of another shape", this.#wrong],
      ["unknown", part ? [] : [...this.#left.values()]],
    ] as const)
      .filter(([, names]) => names.length > 0)
      .map(([what, names]) => `${names.length} ${what} (${list(names)})`);
    if (problems.length === 0) return;
    throw new InputError(
      `${this.#source}: not the weights of this network: tensors ${problems.join(", ")}`,
    );
  }
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).join(", ");
  return names.length > LISTED ? `${shown}, …` : shown;
}

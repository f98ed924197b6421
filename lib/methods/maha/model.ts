/**
 * The Gaussians of all levels, saved as the vectors that they are fitted to.
 *
 * @module
 */
import type { ImageFeatures, StageRange } from "../../detector/features/extractor.ts";
import { InputError } from "../../errors.ts";
import type { NamedTensors } from "../../nn/variables/safetensors.ts";
import type { Stateful } from "../../nn/variables/stateful.ts";
import type { MahaConfig } from "./config.ts";
import { type AffineLevel, affineLevel } from "./graph_distance.ts";
import { fitLevel, type Level } from "./level.ts";

/** With fewer, the shrinkage takes the covariance for exact, and it is singular. */
const LEAST_IMAGES = 3;

/**
 * Saves the training vectors in float32, as they come from the network. When they are loaded, the
 * Gaussians are fitted to them again, in float64 and with the same bits.
 */
export class MahaModel implements Stateful {
  readonly #levels: readonly StageRange[];
  readonly #config: Pick<MahaConfig, "reduction" | "variance">;
  #vectors: readonly Float32Array[] = [];
  #fitted: readonly Level[] = [];
  /** Made when it is asked for. */
  #affine?: readonly (StageRange & AffineLevel)[];

  /** @param levels All levels that are summed, shallowest first. */
  constructor(
    levels: readonly StageRange[],
    config: Pick<MahaConfig, "reduction" | "variance">,
  ) {
    this.#levels = levels;
    this.#config = config;
  }

  /** The fitted levels by name; none before the fit. */
  get levels(): ReadonlyMap<string, Level> {
    return new Map(this.#fitted.map((level, i) => [this.#levels[i]!.name, level]));
  }

  /**
   * Fits all levels to the means of training images.
   *
   * @throws {InputError} If they do not vary.
   */
  fit(images: readonly ImageFeatures["means"][], source: string): void {
    const vectors = this.#levels.map(({ from, to }) => {
      const rows = new Float32Array(images.length * (to - from));
      images.forEach((means, i) => rows.set(means.subarray(from, to), i * (to - from)));
      return rows;
    });
    this.#take(vectors, source);
  }

  /**
   * The sum of the levels' distances.
   *
   * @param means The means of all stages of an image.
   */
  score(means: Float32Array): number {
    if (this.#fitted.length === 0) throw new RangeError("Cannot score before the fit");
    return this.distances(means).reduce((sum, distance) => sum + distance, 0);
  }

  /** The distance of each level. */
  distances(means: Float32Array): number[] {
    return this.#fitted.map((level, i) => {
      const { from, to } = this.#levels[i]!;
      return level.distance(means.subarray(from, to));
    });
  }

  /** The levels as affine functions, for a graph. */
  get affine(): readonly (StageRange & AffineLevel)[] {
    return this.#affine ??= this.#fitted.map((level, i) => ({
      ...this.#levels[i]!,
      ...affineLevel(level),
    }));
  }

  /** Approximate number of bytes of {@linkcode affine}. */
  get affineBytes(): number {
    return this.#fitted.reduce(
      (sum, { mean, whitened }) => sum + 4 * mean.length * whitened(mean).length,
      0,
    );
  }

  export(): Promise<NamedTensors> {
    return Promise.resolve(Object.fromEntries(
      this.#vectors.map((vectors, i) => {
        const { name, from, to } = this.#levels[i]!;
        const shape = [vectors.length / (to - from), to - from];
        return [name, { shape, values: vectors.slice() }];
      }),
    ));
  }

  import(tensors: NamedTensors, source: string): void {
    const unknown = Object.keys(tensors).find((name) =>
      !this.#levels.some((level) => level.name === name)
    );
    if (unknown !== undefined) throw new InputError(`${source}: unknown tensor ${unknown}`);
    const counts = new Set<number>();
    const vectors = this.#levels.map(({ name, from, to }) => {
      const tensor = tensors[name];
      if (!tensor) throw new InputError(`${source}: tensor ${name} is missing`);
      const [count, length] = tensor.shape;
      if (tensor.shape.length !== 2 || !(count! > 0) || length !== to - from) {
        throw new InputError(
          `${source}: tensor ${name}: expected shape [images, ${
            to - from
          }], found [${tensor.shape}]`,
        );
      }
      counts.add(count!);
      return tensor.values;
    });
    if (counts.size > 1) {
      throw new InputError(`${source}: levels of ${[...counts].join(" and ")} images`);
    }
    this.#take(vectors, source);
  }

  #take(vectors: readonly Float32Array[], source: string): void {
    this.#fitted = vectors.map((rows, i) => {
      const { name, from, to } = this.#levels[i]!;
      const count = rows.length / (to - from);
      if (count < LEAST_IMAGES) {
        throw new InputError(
          `${source}: ${count} training images; a covariance needs ${LEAST_IMAGES} or more`,
        );
      }
      const level = rows.every(Number.isFinite)
        ? fitLevel(rows, to - from, this.#config)
        : undefined;
      if (level) return level;
      throw new InputError(
        `${source}: the ${count} training images do not vary in ${name}; ` +
          "leave the level out, or train on more images",
      );
    });
    this.#vectors = vectors;
    this.#affine = undefined;
  }
}

/**
 * One level of MAHA: the Gaussian of the means of one stage.
 *
 * @module
 */
import {
  type Components,
  principalComponents,
  project,
  type Reduction,
  selectComponents,
} from "./components.ts";
import { fitGaussian } from "./gaussian.ts";
import { centre } from "./rows.ts";

/** A fitted level. */
export interface Level {
  /** Dimensions after the reduction. */
  readonly dimensions: number;
  /** ρ of the shrinkage. */
  readonly shrinkage: number;
  /** The distance of a vector of the stage's channels. */
  distance(vector: ArrayLike<number>): number;
  /** Mean of the vectors that the level was fitted to, `[channels]`. */
  readonly mean: Float64Array;
  /** An affine function of the vector; the norm of its result is the distance. */
  whitened(vector: ArrayLike<number>): Float64Array;
}

/**
 * Reduces the vectors of a level, then fits the Gaussian.
 *
 * @param vectors `[n, channels]`.
 * @returns `undefined` where the vectors do not vary.
 */
export function fitLevel(
  vectors: Float32Array,
  channels: number,
  { reduction, variance }: { readonly reduction: Reduction; readonly variance: number },
): Level | undefined {
  const kept = reduction === "none"
    ? undefined
    : selectComponents(principalComponents(vectors, channels), reduction, variance);
  const dimensions = kept?.directions.count ?? channels;
  if (dimensions === 0) return undefined;
  const reduced = kept ? projectAll(kept, vectors, channels) : vectors;
  const gaussian = fitGaussian(reduced, dimensions);
  const reduce = (vector: ArrayLike<number>) => kept ? project(kept, vector) : vector;
  return gaussian && {
    dimensions,
    shrinkage: gaussian.shrinkage.intensity,
    distance: (vector) => gaussian.distance(reduce(vector)),
    mean: centre(vectors, channels).mean,
    whitened: (vector) => gaussian.whitened(reduce(vector)),
  };
}

function projectAll(kept: Components, vectors: Float32Array, channels: number): Float64Array {
  const count = vectors.length / channels;
  const projected = new Float64Array(count * kept.directions.count);
  for (let i = 0; i < count; i++) {
    const vector = vectors.subarray(i * channels, (i + 1) * channels);
    projected.set(project(kept, vector), i * kept.directions.count);
  }
  return projected;
}

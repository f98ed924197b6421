/**
 * A Gaussian of normal vectors, and the distance of other vectors from it.
 *
 * @module
 */
import { choleskyFactor, solveLower, solveLowerTransposed } from "./cholesky.ts";
import { centre, dot, rowOf, rowProducts, type Rows, transpose } from "./rows.ts";
import { ledoitWolf, type Shrinkage } from "./shrinkage.ts";

/** A fitted Gaussian. */
export interface Gaussian {
  /** How its covariance was shrunk. */
  readonly shrinkage: Shrinkage;
  /**
   * The Mahalanobis distance `√((x − μ)ᵀ Σ⁻¹ (x − μ))`.
   *
   * @param vector `[d]`.
   */
  distance(vector: ArrayLike<number>): number;
  /** An affine function of the vector; the norm of its result is the distance. */
  whitened(vector: ArrayLike<number>): Float64Array;
}

/**
 * Fits a Gaussian in float64: mean, and covariance by {@linkcode ledoitWolf}.
 *
 * The factored matrix is the smaller one: with `d ≤ n` the covariance; with more dimensions than
 * vectors an `n × n` matrix. There `Σ = A Aᵀ + b I` with `A = Xᵀ √((1 − ρ) / n)` and `b = ρ m`, and
 * the squared distance of z is the least value of `‖z − A w‖² / b + ‖w‖²`, taken at
 * `w = (Aᵀ A + b I)⁻¹ Aᵀ z`; near a minimum an error of w hardly matters, while the difference in the
 * Woodbury identity would suffer from cancellation.
 *
 * @param vectors `[n, d]`.
 * @returns `undefined` if the covariance is singular: all vectors are the same, or there are one or two,
 * which the shrinkage takes for exact.
 *
 * @example
 * ```ts
 * import { fitGaussian } from "./gaussian.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const one = fitGaussian(Float32Array.of(-1, 1, 3, 5), 1)!; // mean 2, variance 5
 * assertAlmostEquals(one.distance([7]), Math.sqrt(5));
 * ```
 */
export function fitGaussian(vectors: ArrayLike<number>, dimensions: number): Gaussian | undefined {
  const { mean, ...rows } = centre(vectors, dimensions);
  const wide = dimensions > rows.count;
  const products = rowProducts(wide ? rows : transpose(rows));
  const shrinkage = ledoitWolf(rows, products);
  const whiten = wide
    ? whitenBySamples(rows, products, shrinkage)
    : whitenByDimensions(rows, products, shrinkage);
  if (!whiten) return undefined;
  const partsOf = (vector: ArrayLike<number>) => {
    if (vector.length !== dimensions) {
      throw new RangeError(`Cannot compare ${vector.length} values with ${dimensions}`);
    }
    return whiten(Float64Array.from(vector, (value, i) => value - mean[i]!));
  };
  return {
    shrinkage,
    distance: (vector) =>
      Math.sqrt(
        partsOf(vector).reduce(
          (sum, { values, divisor }) => sum + dot(values, values) / divisor,
          0,
        ),
      ),
    whitened: (vector) =>
      Float64Array.from(
        partsOf(vector).flatMap(({ values, divisor }) =>
          Array.from(values, (value) => value / Math.sqrt(divisor))
        ),
      ),
  };
}

/**
 * Turns centred values into parts whose squared norms, each over its divisor, sum to the squared
 * distance.
 */
type Whiten = (z: Float64Array) => readonly {
  readonly values: Float64Array;
  readonly divisor: number;
}[];

/** `‖L⁻¹ z‖` with `L Lᵀ = Σ`. */
function whitenByDimensions(
  { count, length }: Rows,
  products: Float64Array,
  { intensity, meanVariance }: Shrinkage,
): Whiten | undefined {
  const covariance = products.map((product) => ((1 - intensity) * product) / count);
  addToDiagonal(covariance, length, intensity * meanVariance);
  const factor = choleskyFactor(covariance, length);
  return factor && ((z) => {
    solveLower(factor, z);
    return [{ values: z, divisor: 1 }];
  });
}

/** The least value of `‖z − A w‖² / b + ‖w‖²`; see {@linkcode fitGaussian}. */
function whitenBySamples(
  rows: Rows,
  products: Float64Array,
  { intensity, meanVariance }: Shrinkage,
): Whiten | undefined {
  const { count } = rows;
  const floor = intensity * meanVariance; // b
  if (!(floor > 0)) return undefined;
  const scale = Math.sqrt((1 - intensity) / count); // A = Xᵀ · scale
  const inner = products.map((product) => scale * scale * product);
  addToDiagonal(inner, count, floor);
  const factor = choleskyFactor(inner, count);
  return factor && ((z) => {
    const w = Float64Array.from({ length: count }, (_, i) => scale * dot(rowOf(rows, i), z));
    solveLower(factor, w);
    solveLowerTransposed(factor, w);
    const residual = z.slice();
    for (let i = 0; i < count; i++) {
      const [row, step] = [rowOf(rows, i), scale * w[i]!];
      for (let j = 0; j < residual.length; j++) residual[j]! -= step * row[j]!;
    }
    return [{ values: residual, divisor: floor }, { values: w, divisor: 1 }];
  });
}

function addToDiagonal(matrix: Float64Array, n: number, value: number): void {
  for (let i = 0; i < n; i++) matrix[i * n + i]! += value;
}

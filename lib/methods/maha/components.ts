/**
 * Principal components.
 *
 * @module
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { centre, dot, rowOf, rowProducts, type Rows, transpose } from "./rows.ts";

/**
 * Which values of each level are kept: `none`, all; `pca`, the components that vary most; `npca`,
 * those that vary least.
 */
export const REDUCTIONS = ["none", "pca", "npca"] as const;

/** See {@linkcode REDUCTIONS}. */
export type Reduction = typeof REDUCTIONS[number];

/** Directions in which vectors vary, the strongest first. */
export interface Components {
  /** `[d]`. */
  readonly mean: Float64Array;
  /** Unit vectors, `[k, d]`. */
  readonly directions: Rows;
  /** Variance along each direction, divided by the sum of all: `[k]`. */
  readonly shares: readonly number[];
}

/** A variance below this share of the largest one is taken for rounding. */
const NO_VARIANCE = 1e-12;

/**
 * The principal components of vectors, in float64. Directions without variance are left out, so there
 * are fewer components than vectors.
 *
 * With more dimensions than vectors the decomposed matrix is `X Xᵀ`, whose eigenvectors u give the
 * directions `Xᵀ u / ‖Xᵀ u‖`.
 *
 * @param vectors `[n, d]`.
 */
export function principalComponents(vectors: ArrayLike<number>, dimensions: number): Components {
  const { mean, ...rows } = centre(vectors, dimensions);
  const wide = dimensions > rows.count;
  const side = wide ? rows.count : dimensions;
  const products = rowProducts(wide ? rows : transpose(rows));
  const decomposed = new EigenvalueDecomposition(
    Matrix.from1DArray(side, side, products),
    { assumeSymmetric: true },
  );
  const variances = decomposed.realEigenvalues;
  const most = Math.max(...variances);
  const order = variances.map((_, i) => i)
    .filter((i) => most > 0 && variances[i]! > NO_VARIANCE * most)
    .sort((a, b) => variances[b]! - variances[a]!);
  const total = order.reduce((sum, i) => sum + variances[i]!, 0);
  const directions = new Float64Array(order.length * dimensions);
  order.forEach((column, k) => {
    const vector = Float64Array.from(decomposed.eigenvectorMatrix.getColumn(column));
    directions.set(wide ? unit(combine(rows, vector)) : vector, k * dimensions);
  });
  return {
    mean,
    directions: { count: order.length, length: dimensions, values: directions },
    shares: order.map((i) => variances[i]! / total),
  };
}

/**
 * Selects some of the components.
 *
 * `pca` keeps the first ones, up to the one that reaches the share `variance`; `npca` keeps those
 * from the one before it to the last.
 *
 * Source: Rippel et al., ICPR 2020, and the slice of its official code.
 */
export function selectComponents(
  components: Components,
  reduction: Exclude<Reduction, "none">,
  variance: number,
): Components {
  const { directions, shares, mean } = components;
  let explained = 0;
  const reached = shares.findIndex((share) => (explained += share) >= variance);
  const crossing = reached < 0 ? shares.length - 1 : reached; // rounding may leave 1 unreached
  const [from, to] = reduction === "pca"
    ? [0, crossing + 1]
    : [Math.max(0, crossing - 1), shares.length];
  const values = directions.values.subarray(from * directions.length, to * directions.length);
  return {
    mean,
    directions: { count: to - from, length: directions.length, values },
    shares: shares.slice(from, to),
  };
}

/** Projects a vector onto the directions of the components: `[k]`. */
export function project(
  { mean, directions }: Components,
  vector: ArrayLike<number>,
): Float64Array {
  const centred = Float64Array.from(vector, (value, i) => value - mean[i]!);
  return Float64Array.from(
    { length: directions.count },
    (_, k) => dot(rowOf(directions, k), centred),
  );
}

/** `Σ weightᵢ rowᵢ`. */
function combine(rows: Rows, weights: Float64Array): Float64Array {
  const sum = new Float64Array(rows.length);
  for (let i = 0; i < rows.count; i++) {
    const [row, weight] = [rowOf(rows, i), weights[i]!];
    for (let j = 0; j < sum.length; j++) sum[j]! += weight * row[j]!;
  }
  return sum;
}

function unit(vector: Float64Array): Float64Array {
  const norm = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / norm);
}

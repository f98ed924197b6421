/**
 * Shrinkage of a sample covariance towards a multiple of the identity.
 *
 * @module
 */
import { dot, rowOf, type Rows } from "./rows.ts";

/** The covariance `(1 − ρ) S + ρ m I`. */
export interface Shrinkage {
  /** ρ in [0, 1]. */
  readonly intensity: number;
  /** m, the mean variance of the values: `tr(S) / d`. */
  readonly meanVariance: number;
}

/**
 * The shrinkage of Ledoit and Wolf: the ρ that minimises the expected squared error.
 *
 * `ρ = min(β, δ) / δ` with `δ = ‖S − m I‖² / d` and `β = (mean ‖x‖⁴ − ‖S‖²) / (n d)`, Frobenius norms,
 * `S = Xᵀ X / n`.
 *
 * @param rows Centred vectors X, `[n, d]`.
 * @param products `X Xᵀ` or `Xᵀ X`: both have the same sum of squares.
 *
 * Source: Ledoit and Wolf, A well-conditioned estimator for large-dimensional covariance matrices,
 * Journal of Multivariate Analysis 88, 2004.
 */
export function ledoitWolf(rows: Rows, products: Float64Array): Shrinkage {
  const { count: n, length: d } = rows;
  const norms = Array.from({ length: n }, (_, i) => dot(rowOf(rows, i), rowOf(rows, i)));
  const meanVariance = norms.reduce((sum, norm) => sum + norm, 0) / (n * d);
  const meanFourth = norms.reduce((sum, norm) => sum + norm * norm, 0) / n;
  const squaredNorm = dot(products, products) / (n * n); // ‖S‖²
  const delta = (squaredNorm - d * meanVariance ** 2) / d;
  const beta = Math.min((meanFourth - squaredNorm) / (n * d), delta);
  return { intensity: beta > 0 ? beta / delta : 0, meanVariance };
}

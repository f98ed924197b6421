/**
 * Fits a Dirichlet distribution to probability vectors.
 *
 * @module
 */
import { digamma, inverseDigamma } from "./digamma.ts";

/** Change of α below which the fit has converged, and rounds after which it stops anyway. */
const TOLERANCE = 1e-9;
const ROUNDS = 1000;
/** Keeps the first α finite and above 0 where all vectors agree or an entry vanishes. */
const SMALLEST = 1e-9;

/** The statistics that the fit needs of n probability vectors p with k entries. */
export interface ProbabilityMeans {
  /** `mean p`, `[k]`. */
  readonly probabilities: Float64Array;
  /** `mean log p`, `[k]`. */
  readonly logarithms: Float64Array;
}

/** α, and whether the fit converged within the rounds. */
export interface DirichletFit {
  readonly alpha: Float64Array;
  readonly converged: boolean;
}

/**
 * Maximises the likelihood by the fixed point `α ← ψ⁻¹(ψ(Σ α) + mean log p)`.
 *
 * It starts at `α = s · mean p`, `s = (k − 1)(−ψ(1)) / (Σ_j p̄_j log p̄_j − Σ_j p̄_j mean log p_j)`.
 *
 * Source: Minka, Estimating a Dirichlet distribution; Golan and El-Yaniv, NeurIPS 2018, algorithm 1.
 *
 * @example
 * ```ts
 * import { fitDirichlet } from "./dirichlet.ts";
 * import { digamma } from "./digamma.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const alpha = [2, 5, 1]; // the means of this distribution
 * const { alpha: fitted } = fitDirichlet({
 *   probabilities: Float64Array.from(alpha, (a) => a / 8),
 *   logarithms: Float64Array.from(alpha, (a) => digamma(a) - digamma(8)),
 * });
 * alpha.forEach((a, j) => assertAlmostEquals(fitted[j]!, a, 1e-6));
 * ```
 */
export function fitDirichlet({ probabilities, logarithms }: ProbabilityMeans): DirichletFit {
  const k = probabilities.length;
  let spread = 0;
  probabilities.forEach((p, j) => spread += p * (Math.log(Math.max(p, SMALLEST)) - logarithms[j]!));
  const s = ((k - 1) * -digamma(1)) / Math.max(spread, SMALLEST);
  let alpha = probabilities.map((p) => Math.max(p * s, SMALLEST));
  for (let round = 0; round < ROUNDS; round++) {
    const sum = digamma(alpha.reduce((total, a) => total + a));
    const next = logarithms.map((logarithm, j) => inverseDigamma(sum + logarithm, alpha[j]));
    const change = Math.sqrt(next.reduce((sum, a, j) => sum + (a - alpha[j]!) ** 2, 0));
    alpha = next;
    if (change < TOLERANCE) return { alpha, converged: true };
  }
  return { alpha, converged: false };
}

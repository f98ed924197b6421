/**
 * Cholesky factors in float64.
 *
 * @module
 */

/**
 * The lower triangular `L` with `L Lᵀ = A`.
 *
 * @param matrix `[n, n]`, row-major, symmetric; only its lower half is read.
 * @param n Rows and columns.
 * @returns `[n, n]`, zeros above the diagonal; `undefined` if the matrix is not positive definite.
 *
 * @example
 * ```ts
 * import { choleskyFactor } from "./cholesky.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(choleskyFactor(Float64Array.of(4, 2, 2, 5), 2), Float64Array.of(2, 0, 1, 2));
 * ```
 */
export function choleskyFactor(matrix: Float64Array, n: number): Float64Array | undefined {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= factor[i * n + k]! * factor[j * n + k]!;
      if (i !== j) {
        factor[i * n + j] = rest / factor[j * n + j]!;
      } else {
        if (!(rest > 0)) return undefined;
        factor[i * n + i] = Math.sqrt(rest);
      }
    }
  }
  return factor;
}

/** Replaces `b` by `L⁻¹ b`. */
export function solveLower(factor: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let rest = b[i]!;
    for (let k = 0; k < i; k++) rest -= factor[i * n + k]! * b[k]!;
    b[i] = rest / factor[i * n + i]!;
  }
}

/** Replaces `b` by `L⁻ᵀ b`. */
export function solveLowerTransposed(factor: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let i = n - 1; i >= 0; i--) {
    b[i] = b[i]! / factor[i * n + i]!;
    for (let k = 0; k < i; k++) b[k] = b[k]! - factor[i * n + k]! * b[i]!; // row i of L: column i of Lᵀ
  }
}

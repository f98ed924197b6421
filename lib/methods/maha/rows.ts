/**
 * Vectors as rows of a matrix in float64.
 *
 * @module
 */

/** `[count, length]`, row-major. */
export interface Rows {
  readonly count: number;
  readonly length: number;
  readonly values: Float64Array;
}

/** Vectors without their mean. */
export interface CentredRows extends Rows {
  /** `[length]`. */
  readonly mean: Float64Array;
}

/**
 * Subtracts the mean of the rows from each of them.
 *
 * @param values `[count, length]`.
 * @throws {RangeError} If the values are not a whole number of rows.
 */
export function centre(values: ArrayLike<number>, length: number): CentredRows {
  const count = values.length / length;
  if (!Number.isInteger(count) || count === 0) {
    throw new RangeError(`Cannot take ${values.length} values as rows of ${length}`);
  }
  const mean = new Float64Array(length);
  for (let i = 0; i < values.length; i++) mean[i % length]! += values[i]! / count;
  const centred = Float64Array.from(values, (value, i) => value - mean[i % length]!);
  return { count, length, values: centred, mean };
}

/** The row's values, not copied. */
export function rowOf({ values, length }: Rows, index: number): Float64Array {
  return values.subarray(index * length, (index + 1) * length);
}

/** The transpose: columns become rows. */
export function transpose({ count, length, values }: Rows): Rows {
  const turned = new Float64Array(values.length);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < length; j++) turned[j * count + i] = values[i * length + j]!;
  }
  return { count: length, length: count, values: turned };
}

/** The dot product `Σ a b`. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * The products of all pairs of rows, `X Xᵀ`.
 *
 * @returns `[count, count]`, symmetric.
 */
export function rowProducts(rows: Rows): Float64Array {
  const { count } = rows;
  const products = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    const row = rowOf(rows, i);
    for (let j = 0; j <= i; j++) {
      const product = dot(row, rowOf(rows, j));
      products[i * count + j] = product;
      products[j * count + i] = product;
    }
  }
  return products;
}

import { assertEquals, assertThrows } from "@std/assert";
import { choleskyFactor } from "../../../lib/methods/maha/cholesky.ts";
import {
  principalComponents,
  project,
  selectComponents,
} from "../../../lib/methods/maha/components.ts";
import { fitGaussian } from "../../../lib/methods/maha/gaussian.ts";
import { dot, rowOf, rowProducts } from "../../../lib/methods/maha/rows.ts";
import { Random } from "../../../lib/random.ts";
import golden from "../../golden/gaussian.json" with { type: "json" };
import { assertClose, assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";

interface Expected {
  readonly shrinkage: number;
  readonly mean_variance: number;
  readonly distances: readonly number[];
}

function assertGaussian(
  { vectors, queries, dimensions }: {
    vectors: ArrayLike<number>;
    queries: readonly ArrayLike<number>[];
    dimensions: number;
  },
  expected: Expected,
): void {
  const gaussian = fitGaussian(vectors, dimensions)!;
  assertNear(gaussian.shrinkage.intensity, expected.shrinkage, TOLERANCE.gaussian);
  const { meanVariance } = gaussian.shrinkage;
  assertNear(meanVariance / expected.mean_variance, 1, TOLERANCE.gaussian);
  const distances = queries.map((query) => gaussian.distance(query));
  assertClose(distances, expected.distances, TOLERANCE.gaussian);
  const norms = queries.map((query) => {
    const whitened = gaussian.whitened(query);
    return Math.sqrt(dot(whitened, whitened));
  });
  assertClose(norms, expected.distances, TOLERANCE.gaussian);
}

function split(values: readonly number[], length: number): number[][] {
  return Array.from(
    { length: values.length / length },
    (_, i) => values.slice(i * length, (i + 1) * length),
  );
}

for (const [name, { vectors, queries, dimensions, ...expected }] of Object.entries(golden.cases)) {
  Deno.test(`gaussian: shrinkage and distances are scikit-learn's, ${name}`, () => {
    assertGaussian({ vectors, queries: split(queries, dimensions), dimensions }, expected.none);
  });

  Deno.test(`components: shares and distances along some are scikit-learn's, ${name}`, () => {
    const all = principalComponents(vectors, dimensions);
    assertEquals(all.shares.length, expected.shares.length);
    assertClose(all.shares, expected.shares, TOLERANCE.gaussian);
    for (const reduction of ["pca", "npca"] as const) {
      const kept = selectComponents(all, reduction, golden.variance);
      const project_ = (rows: readonly number[][]) => rows.map((row) => project(kept, row));
      const inside = Float64Array.from(
        project_(split(vectors, dimensions)).flatMap((row) => [...row]),
      );
      const asked = project_(split(queries, dimensions));
      const size = { vectors: inside, queries: asked, dimensions: kept.directions.count };
      assertGaussian(size, expected[reduction]);
    }
  });
}

/** Vectors that vary a thousand times as much in one direction as in another. */
function someVectors(count: number, dimensions: number, seed = 0): Float32Array {
  const random = new Random(seed);
  return Float32Array.from(
    { length: count * dimensions },
    (_, i) => 5 + random.normal() * 10 ** (-3 * (i % dimensions) / dimensions),
  );
}

Deno.test("gaussian: with more dimensions than vectors it is the inverse of the whole matrix", () => {
  const [count, dimensions] = [20, 300];
  const vectors = someVectors(count, dimensions);
  const { distance, shrinkage } = fitGaussian(vectors, dimensions)!;
  const { intensity, meanVariance } = shrinkage;
  // The whole Σ, solved by its own factor.
  const mean = Float64Array.from(
    { length: dimensions },
    (_, j) =>
      Array.from({ length: count }, (_, i) => vectors[i * dimensions + j]!)
        .reduce((a, b) => a + b, 0) / count,
  );
  const covariance = new Float64Array(dimensions * dimensions);
  for (let a = 0; a < dimensions; a++) {
    for (let b = 0; b < dimensions; b++) {
      let sum = 0;
      for (let i = 0; i < count; i++) {
        sum += (vectors[i * dimensions + a]! - mean[a]!) *
          (vectors[i * dimensions + b]! - mean[b]!);
      }
      covariance[a * dimensions + b] = (1 - intensity) * sum / count +
        (a === b ? intensity * meanVariance : 0);
    }
  }
  const factor = choleskyFactor(covariance, dimensions)!;
  for (const query of [someVectors(1, dimensions, 9), vectors.subarray(0, dimensions)]) {
    const z = Float64Array.from(query, (value, j) => value - mean[j]!);
    for (let i = 0; i < dimensions; i++) {
      z[i] = (z[i]! - dot(factor.subarray(i * dimensions, i * dimensions + i), z.subarray(0, i))) /
        factor[i * dimensions + i]!;
    }
    const expected = Math.sqrt(dot(z, z));
    assertNear(distance(query) / expected, 1, TOLERANCE.gaussian);
  }
});

Deno.test("gaussian: the squared distance of held-out vectors is d on average", () => {
  const [count, dimensions] = [4000, 8];
  const random = new Random(1);
  const draw = (n: number) => Float32Array.from({ length: n * dimensions }, () => random.normal());
  const { distance } = fitGaussian(draw(count), dimensions)!;
  const others = draw(2000);
  let squares = 0;
  for (let i = 0; i < 2000; i++) {
    squares += distance(others.subarray(i * dimensions, (i + 1) * dimensions)) ** 2 / 2000;
  }
  // The standard error of the mean of χ² with 8 degrees of freedom; shrinkage adds little here.
  assertNear(squares, dimensions, 5 * Math.sqrt(2 * dimensions / 2000));
});

Deno.test("gaussian: vectors that are all the same have none", () => {
  for (const [count, dimensions] of [[1, 1], [1, 3], [4, 2], [2, 5]] as const) {
    assertEquals(fitGaussian(new Float32Array(count * dimensions).fill(2), dimensions), undefined);
  }
  assertThrows(() => fitGaussian([1, 2, 3], 2), RangeError, "rows of 2");
  const { distance } = fitGaussian([1, 2, 4], 1)!;
  assertThrows(() => distance([1, 2]), RangeError, "Cannot compare 2 values with 1");
});

Deno.test("cholesky: the factor times its transpose is the matrix, and bad matrices have none", () => {
  const rows = { count: 5, length: 9, values: Float64Array.from(someVectors(5, 9)) };
  const matrix = rowProducts(rows);
  const factor = { count: 5, length: 5, values: choleskyFactor(matrix, 5)! };
  assertClose(rowProducts(factor), matrix, TOLERANCE.gaussian);
  assertEquals(choleskyFactor(Float64Array.of(1, 2, 2, 1), 2), undefined);
  assertEquals(choleskyFactor(Float64Array.of(NaN), 1), undefined);
});

Deno.test("components: directions are orthonormal, whatever the side; none without variance", () => {
  for (const [count, dimensions] of [[30, 6], [6, 30]] as const) {
    const { directions, shares } = principalComponents(someVectors(count, dimensions), dimensions);
    assertEquals(directions.count, Math.min(count - 1, dimensions));
    assertNear(shares.reduce((a, b) => a + b, 0), 1, TOLERANCE.metric);
    const products = rowProducts(directions);
    for (let i = 0; i < products.length; i++) {
      assertNear(products[i]!, i % (directions.count + 1) === 0 ? 1 : 0, TOLERANCE.gaussian);
    }
    assertNear(dot(rowOf(directions, 0), rowOf(directions, 0)), 1, TOLERANCE.metric);
  }
  assertEquals(principalComponents([1, 2, 1, 2], 2).shares, []);
});

Deno.test("components: pca keeps up to the one that reaches the share, npca from the one before it", () => {
  const all = principalComponents(someVectors(50, 5), 5);
  const two = all.shares[0]! + all.shares[1]!;
  const counts = (variance: number) =>
    (["pca", "npca"] as const).map((reduction) =>
      selectComponents(all, reduction, variance).directions.count
    );
  assertEquals(counts(two - 1e-9), [2, 5]);
  assertEquals(counts(two + 1e-9), [3, 4]);
  assertEquals(counts(1), [5, 2]);
  assertEquals(counts(1e-9), [1, 5]);
});

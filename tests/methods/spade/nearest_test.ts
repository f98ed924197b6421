import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { galleryRows, NearestRows } from "../../../lib/methods/spade/nearest_rows.ts";
import { meanDistance, nearestVectors } from "../../../lib/methods/spade/nearest_vectors.ts";
import { Random } from "../../../lib/random.ts";
import { testedBackends, testOn, useSynchronousBackend } from "../../backends/present.ts";
import { assertAtMost, assertClose } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { TOLERANCE } from "../../tolerances.ts";

/** Features after a rectifier: no value below 0, many 0. */
function someRows(count: number, length: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: count * length }, () => Math.max(0, random.normal()));
}

/** Distances computed from differences, in float64. */
function expectedDistances(
  queries: Float32Array,
  gallery: Float32Array,
  length: number,
  count: number,
): number[] {
  return Array.from({ length: queries.length / length }, (_, i) =>
    meanDistance(
      nearestVectors(queries.subarray(i * length, (i + 1) * length), gallery, count),
    ));
}

/** Searches the gallery in parts of `part` rows each. */
function search(
  queries: Float32Array,
  gallery: Float32Array,
  { length, count, part }: { length: number; count: number; part: number },
): Float32Array {
  return tf.tidy(() => {
    const starts = Array.from(
      { length: Math.ceil(gallery.length / length / part) },
      (_, i) => i * part * length,
    );
    using search = new NearestRows(
      tf.tensor2d(queries, [queries.length / length, length]),
      count,
    );
    for (const start of starts) {
      const values = gallery.subarray(start, start + part * length);
      search.add(galleryRows(tf.tensor2d(values, [values.length / length, length])));
    }
    return search.distances().dataSync<"float32">().slice();
  });
}

for (const id of await testedBackends("nearest rows")) {
  if (id === "webgpu") continue; // cannot be read synchronously
  testOn(id, "nearest rows: distances are those of differences in float64", () =>
    noLeak(() => {
      const length = 9;
      const [queries, gallery] = [someRows(70, length, 1), someRows(300, length, 2)];
      for (const count of [1, 3]) {
        const expected = expectedDistances(queries, gallery, length, count);
        for (const part of [300, 77]) {
          const distances = search(queries, gallery, { length, count, part });
          assertClose(distances, expected, TOLERANCE.nearest);
        }
      }
    }));
}

/** The tests below are about the algorithm: one backend that is read synchronously is enough. */
const { id } = await useSynchronousBackend();

testOn(
  id,
  "nearest rows: the order of parts does not change a bit",
  () =>
    noLeak(() => {
      const [length, part] = [64, 1500]; // two tiles per part
      const [queries, gallery] = [someRows(2100, length, 3), someRows(4 * part, length, 4)];
      const options = { length, count: 1, part };
      const distances = search(queries, gallery, options);
      const expected = expectedDistances(queries, gallery, length, 1);
      assertClose(distances, expected, TOLERANCE.nearest);
      const turned = new Float32Array(gallery.length);
      for (let i = 0; i < 4; i++) {
        const piece = gallery.subarray(i * part * length, (i + 1) * part * length);
        turned.set(piece, (3 - i) * part * length);
      }
      assertEquals(search(queries, turned, options), distances);
    }),
);

testOn(
  id,
  "nearest rows: a vector of the gallery is at distance 0, as far as float32 has it",
  () =>
    noLeak(() => {
      const length = 512;
      const gallery = someRows(900, length, 5);
      const own = search(gallery, gallery, { length, count: 1, part: 900 });
      const norm = Math.sqrt(gallery.reduce((sum, value) => sum + value * value, 0) / 900);
      assert(own.every((distance) => distance >= 0));
      assertAtMost(Math.max(...own), TOLERANCE.ownDistance * norm, "distance to itself");
    }),
);

testOn(
  id,
  "nearest rows: an empty gallery is refused, a part may be smaller than the count",
  () =>
    noLeak(() => {
      const queries = tf.zeros([2, 3]) as tf.Tensor2D;
      {
        using search = new NearestRows(queries, 3);
        assertThrows(() => search.distances(), RangeError, "empty gallery");
      }
      queries.dispose();
      const [some, gallery] = [someRows(4, 3, 7), someRows(5, 3, 8)];
      for (const count of [3, 9]) {
        const distances = search(some, gallery, { length: 3, count, part: 1 });
        const expected = expectedDistances(some, gallery, 3, count);
        assertClose(distances, expected, TOLERANCE.nearest);
      }
    }),
);

Deno.test("nearest vectors: ties go to the lower index, too few rows give all", () => {
  const rows = Float32Array.of(1, 0, 0, 1, -1, 0, 0.5, 0);
  const found = nearestVectors([0, 0], rows, 3);
  assertEquals(found.map(({ index }) => index), [3, 0, 1]);
  assertEquals(found.map(({ distance }) => distance), [0.5, 1, 1]);
  assertEquals(nearestVectors([0, 0], rows, 9).length, 4);
  assertEquals(meanDistance(found), 2.5 / 3);
  assertThrows(() => nearestVectors([0, 0, 0], rows, 1), RangeError, "rows of 3");
});

Deno.test("nearest vectors: a vector's own row is exactly at distance 0", () => {
  const rows = someRows(50, 128, 6);
  const own = nearestVectors(rows.subarray(128 * 17, 128 * 18), rows, 1);
  assertEquals(own, [{ index: 17, distance: 0 }]);
});

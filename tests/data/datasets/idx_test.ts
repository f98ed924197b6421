import { assertEquals, assertThrows } from "@std/assert";
import { gzipSync } from "node:zlib";
import { readIdx } from "../../../lib/data/datasets/idx.ts";
import { InputError } from "../../../lib/errors.ts";
import { idxFile } from "../stored_files.ts";

const FILE = idxFile([2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6));

Deno.test("readIdx: shape and values, gzipped or not, also from a part of a buffer", () => {
  const shifted = Uint8Array.from([9, 9, ...FILE]).subarray(2);
  for (const bytes of [FILE, gzipSync(FILE), shifted]) {
    const { shape, values } = readIdx(bytes, "x");
    assertEquals([shape, [...values]], [[2, 3], [1, 2, 3, 4, 5, 6]]);
  }
});

const REFUSED: readonly (readonly [string, Uint8Array, string])[] = [
  ["an empty file", new Uint8Array(), "no idx file: it does not begin with two zero bytes"],
  ["text", new TextEncoder().encode("<html>"), "no idx file"],
  ["floats", Uint8Array.from(FILE.with(2, 0x0d)), "values of type 0x0d; expected 0x08, bytes"],
  ["no dimensions", Uint8Array.from(FILE.with(3, 0)), "0 dimensions"],
  ["too many dimensions", Uint8Array.from(FILE.with(3, 200)), "200 dimensions"],
  ["a cut header", FILE.subarray(0, 9), "ends within its header"],
  ["cut values", FILE.subarray(0, -1), "its header says 2×3 values, found 5"],
  ["more values", Uint8Array.from([...FILE, 7]), "its header says 2×3 values, found 7"],
  ["a huge header", Uint8Array.from(FILE.with(4, 255)), "its header says 4278190082×3 values"],
  ["a cut gzip file", gzipSync(FILE).subarray(0, 15), "damaged gzip file"],
  ["a gzip file with more behind it", Uint8Array.from([...gzipSync(FILE), 1, 2]), "damaged gzip"],
];

for (const [what, bytes, message] of REFUSED) {
  Deno.test(`readIdx: refuses ${what}`, () => {
    const error = assertThrows(() => readIdx(bytes, "some-file"), InputError, message);
    assertEquals([error.message.startsWith("some-file: "), /\n/.test(error.message)], [
      true,
      false,
    ]);
  });
}

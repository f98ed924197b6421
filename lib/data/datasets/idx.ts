/**
 * The idx format of MNIST and of sets that adopted it.
 *
 * @module
 */
import { gunzipSync } from "node:zlib";
import { InputError } from "../../errors.ts";

/** An array of bytes with its shape. */
export interface IdxArray {
  /** Lengths of the dimensions, the slowest first: `[60000, 28, 28]`. */
  readonly shape: readonly number[];
  /** The values, row-major. */
  readonly values: Uint8Array;
}

/** Type code of unsigned bytes, the only type that images and labels have. */
const UNSIGNED_BYTE = 0x08;
/** Larger files are not sets of this kind, and a short gzip file can unpack to any size. */
const MAX_BYTES = 2 ** 30;

/**
 * Reads an idx file, gzipped or not.
 *
 * Layout: two zero bytes, the type code, the number of dimensions d, then d big-endian 32-bit
 * lengths, then the values.
 *
 * @param bytes The file's content.
 * @param name Names the file in errors.
 * @throws {InputError} If it is not a complete idx file of unsigned bytes.
 *
 * @example
 * ```ts
 * import { readIdx } from "./idx.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const labels = readIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 5), "labels");
 * assertEquals([labels.shape, [...labels.values]], [[2], [7, 5]]);
 * ```
 */
export function readIdx(bytes: Uint8Array, name: string): IdxArray {
  const content = isGzip(bytes) ? unzip(bytes, name) : bytes;
  const [zero, zeroToo, type, dimensions] = content;
  if (zero !== 0 || zeroToo !== 0 || type === undefined || dimensions === undefined) {
    throw new InputError(`${name}: no idx file: it does not begin with two zero bytes`);
  }
  if (type !== UNSIGNED_BYTE) {
    throw new InputError(
      `${name}: values of type 0x${type.toString(16).padStart(2, "0")}; expected 0x08, bytes`,
    );
  }
  const header = 4 + 4 * dimensions;
  if (dimensions < 1 || dimensions > 4) {
    throw new InputError(`${name}: ${dimensions} dimensions; expected 1 (labels) or 3 (images)`);
  }
  if (content.length < header) throw new InputError(`${name}: ends within its header`);
  const view = new DataView(content.buffer, content.byteOffset, header);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const expected = shape.reduce((product, length) => product * length, 1);
  const found = content.length - header;
  if (expected !== found) {
    throw new InputError(
      `${name}: its header says ${shape.join("×")} values, found ${found}; get the file again`,
    );
  }
  return { shape, values: content.subarray(header) };
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unzip(bytes: Uint8Array, name: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    const reason = (error as Error).message.split("\n")[0]!;
    throw new InputError(`${name}: damaged gzip file (${reason}); get it again`);
  }
}

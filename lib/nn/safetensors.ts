/**
 * Reads and writes tensors in the safetensors format.
 *
 * A file is: length of the header as a little-endian 64-bit number, the header as JSON, and the
 * values back to back. Only float32 is written; float32 is read.
 *
 * Source: https://huggingface.co/docs/safetensors, "Format".
 *
 * @module
 */
import { InputError } from "../errors.ts";

/** Tensors by name: shape and values in row-major order. */
export type NamedTensors = Record<string, { shape: number[]; values: Float32Array }>;

/** The format's own limit on the header. */
const MAX_HEADER_BYTES = 100_000_000;

/**
 * Serialises tensors, in the order of the object's keys.
 *
 * @example
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const tensors = { "conv.bias": { shape: [2], values: new Float32Array([1, -2]) } };
 * assertEquals(decodeSafetensors(encodeSafetensors(tensors), "example"), tensors);
 * ```
 */
export function encodeSafetensors(tensors: NamedTensors): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = {};
  let offset = 0;
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    if (values.length !== elementCount(shape)) {
      throw new RangeError(`Cannot write ${name}: ${values.length} values in shape [${shape}]`);
    }
    const end = offset + values.byteLength;
    header[name] = { dtype: "F32", shape, data_offsets: [offset, end] };
    offset = end;
  }
  let json = JSON.stringify(header);
  json += " ".repeat((8 - new TextEncoder().encode(json).length % 8) % 8); // aligns the values
  const headerBytes = new TextEncoder().encode(json);
  const bytes = new Uint8Array(8 + headerBytes.length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes.length), true);
  bytes.set(headerBytes, 8);
  let at = 8 + headerBytes.length;
  for (const { values } of Object.values(tensors)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/**
 * Parses a safetensors file.
 *
 * @param bytes The whole file.
 * @param source Its name, for error messages.
 * @throws {InputError} If the file is truncated, inconsistent or holds another dtype.
 */
export function decodeSafetensors(bytes: Uint8Array, source: string): NamedTensors {
  const fail = (problem: string): never => {
    throw new InputError(`${source}: no valid safetensors file: ${problem}`);
  };
  if (bytes.length < 8) fail(`${bytes.length} bytes are too few`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > MAX_HEADER_BYTES || headerLength > bytes.length - 8) {
    fail(`a header of ${headerLength} bytes does not fit into ${bytes.length} bytes`);
  }
  const data = bytes.subarray(8 + headerLength);
  const tensors: NamedTensors = Object.create(null);
  let expected = 0;
  for (const [name, entry] of entriesByOffset(bytes.subarray(8, 8 + headerLength), fail)) {
    const { dtype, shape, data_offsets: [start, end] } = entry;
    if (dtype !== "F32") fail(`tensor ${name} has dtype ${dtype}; only F32 is read`);
    if (start !== expected) fail(`tensor ${name} starts at ${start}, expected ${expected}`);
    if (end > data.length) fail(`tensor ${name} ends at ${end} of ${data.length} bytes`);
    if (end - start !== 4 * elementCount(shape)) {
      fail(`tensor ${name} of shape [${shape}] has ${end - start} bytes`);
    }
    tensors[name] = { shape, values: new Float32Array(data.slice(start, end).buffer) };
    expected = end;
  }
  if (expected !== data.length) fail(`${data.length - expected} bytes belong to no tensor`);
  return { ...tensors };
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

function entriesByOffset(
  headerBytes: Uint8Array,
  fail: (problem: string) => never,
): [string, HeaderEntry][] {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(headerBytes));
  } catch {
    return fail("the header is no JSON");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) {
    return fail("the header is no JSON object");
  }
  const entries = Object.entries(header).filter(([name]) => name !== "__metadata__");
  for (const [name, entry] of entries) {
    if (!isHeaderEntry(entry)) return fail(`the header's entry ${name} is malformed`);
  }
  const typed = entries as [string, HeaderEntry][];
  return typed.sort(([, a], [, b]) =>
    a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]
  );
}

function isHeaderEntry(entry: unknown): entry is HeaderEntry {
  const natural = (x: unknown) => Number.isSafeInteger(x) && (x as number) >= 0;
  const e = entry as Partial<HeaderEntry> | null;
  return typeof e === "object" && e !== null && typeof e.dtype === "string" &&
    Array.isArray(e.shape) && e.shape.every(natural) &&
    Array.isArray(e.data_offsets) && e.data_offsets.length === 2 &&
    e.data_offsets.every(natural) && e.data_offsets[0]! <= e.data_offsets[1]!;
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((n, d) => n * d, 1);
}

/**
 * Reads and writes tensors in the safetensors format.
 *
 * A file consists of the length of the header as a little-endian 64-bit number, the header as JSON,
 * and the values back to back. Float32 is written; float32 and float16, which is widened, are read.
 *
 * Source: https://huggingface.co/docs/safetensors, "Format".
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { parseJson } from "../../json.ts";

/** Tensors by name: shape and values in row-major order. */
export type NamedTensors = Record<string, { shape: number[]; values: Float32Array }>;

/** The format's own limit on the header. */
const MAX_HEADER_BYTES = 100_000_000;

/** Bytes of a value, by the types that are read. */
const BYTES: ReadonlyMap<string, number> = new Map([["F32", 4], ["F16", 2]]);

/** The header's entry that is not a tensor. */
const METADATA = "__metadata__";

/**
 * Serialises tensors, in the order of the object's keys.
 *
 * @param metadata Texts to keep in the header.
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
export function encodeSafetensors(
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header[METADATA] = metadata;
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
  const fail = refuse(source);
  const { header, data } = readHeader(bytes, fail);
  const tensors: NamedTensors = Object.create(null);
  let expected = 0;
  for (const [name, entry] of entriesByOffset(header, fail)) {
    const { dtype, shape, data_offsets: [start, end] } = entry;
    const width = BYTES.get(dtype) ??
      fail(`tensor ${name} has dtype ${dtype}; F32 and F16 are read`);
    if (start !== expected) fail(`tensor ${name} starts at ${start}, expected ${expected}`);
    if (end > data.length) fail(`tensor ${name} ends at ${end} of ${data.length} bytes`);
    if (end - start !== width * elementCount(shape)) {
      fail(`tensor ${name} of shape [${shape}] has ${end - start} bytes`);
    }
    const { buffer } = data.slice(start, end);
    const values = width === 2 ? widenHalves(new Uint16Array(buffer)) : new Float32Array(buffer);
    tensors[name] = { shape, values };
    expected = end;
  }
  if (expected !== data.length) fail(`${data.length - expected} bytes belong to no tensor`);
  return { ...tensors };
}

/**
 * The texts in a safetensors file's header.
 *
 * @throws {InputError} If the header is malformed.
 */
export function readMetadata(
  bytes: Uint8Array,
  source: string,
): Readonly<Record<string, string>> {
  const fail = refuse(source);
  const metadata = readHeader(bytes, fail).header[METADATA] ?? {};
  const isText = typeof metadata === "object" && !Array.isArray(metadata) &&
    Object.values(metadata).every((text) => typeof text === "string");
  return isText ? metadata as Record<string, string> : fail(`${METADATA} holds more than texts`);
}

type Refuse = (problem: string) => never;

function refuse(source: string): Refuse {
  return (problem) => {
    throw new InputError(`${source}: no valid safetensors file: ${problem}`);
  };
}

function readHeader(
  bytes: Uint8Array,
  fail: Refuse,
): { header: Record<string, unknown>; data: Uint8Array } {
  if (bytes.length < 8) fail(`${bytes.length} bytes are too few`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || length > bytes.length - 8) {
    fail(`a header of ${length} bytes does not fit into ${bytes.length} bytes`);
  }
  let header: unknown;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length));
    header = parseJson(text, "header");
  } catch {
    return fail("the header is no JSON that can be read");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) {
    return fail("the header is no JSON object");
  }
  // JSON silently keeps the last of two equal names, but each entry states its type once.
  const stated = text.match(/(?<!\\)"dtype"\s*:/g)?.length ?? 0;
  const entries = Object.keys(header).filter((name) => name !== METADATA).length;
  if (stated > entries) fail(`${stated} tensors have ${entries} names`);
  return { header: header as Record<string, unknown>, data: bytes.subarray(8 + length) };
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

function entriesByOffset(
  header: Readonly<Record<string, unknown>>,
  fail: Refuse,
): [string, HeaderEntry][] {
  const entries = Object.entries(header).filter(([name]) => name !== METADATA);
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

/** The values of IEEE half-precision numbers, given by their bits; every one is a float32. */
function widenHalves(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
    if (exponent === 0) return sign * fraction * 2 ** -24; // subnormal
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((n, d) => n * d, 1);
}

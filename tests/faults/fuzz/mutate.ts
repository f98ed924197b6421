/** Damages bytes in the ways in which files get damaged, and in some that attackers use. */
import type { Random } from "../../../lib/random.ts";

/** Part of a file, `[start, end)`. */
export type Part = readonly [start: number, end: number];

/** Numbers that trip up readers. */
const ODD_NUMBERS = [
  0,
  1,
  0x7f,
  0xff,
  0x7fff,
  0xffff,
  0x7fffffff,
  0x80000000,
  0xfffffffe,
  0xffffffff,
];

/** One kind of damage; it may change the bytes, which are a copy. */
type Mutation = (bytes: Uint8Array, parts: readonly Part[], random: Random) => Uint8Array;

const flipBits: Mutation = (bytes, _parts, random) => {
  for (let k = random.integer(8); k >= 0; k--) {
    bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
  }
  return bytes;
};

const truncate: Mutation = (bytes, _parts, random) =>
  bytes.subarray(0, random.integer(bytes.length));

const zeroRange: Mutation = (bytes, _parts, random) => bytes.fill(0, ...range(bytes, random));

const randomRange: Mutation = (bytes, _parts, random) => {
  const [start, end] = range(bytes, random);
  for (let i = start; i < end; i++) bytes[i] = random.integer(256);
  return bytes;
};

const removeRange: Mutation = (bytes, _parts, random) => {
  const [start, end] = range(bytes, random);
  return join(bytes.subarray(0, start), bytes.subarray(end));
};

const insertBytes: Mutation = (bytes, _parts, random) => {
  const at = random.integer(bytes.length + 1);
  const more = Uint8Array.from({ length: 1 + random.integer(64) }, () => random.integer(256));
  return join(bytes.subarray(0, at), more, bytes.subarray(at));
};

/** Changes an integer of 1, 2 or 4 bytes near a part's start: lengths, sizes, types, depths. */
const editField: Mutation = (bytes, parts, random) => {
  const [start, end] = pick(parts, random);
  const size = 2 ** random.integer(3);
  const at = start + random.integer(Math.max(1, Math.min(end - start, 32) - size));
  const value = pick(ODD_NUMBERS, random);
  const little = random.integer(2) === 1;
  for (let k = 0; k < size && at + k < bytes.length; k++) {
    bytes[at + k] = Math.floor(value / 256 ** (little ? k : size - 1 - k)) % 256;
  }
  return bytes;
};

const removePart: Mutation = (bytes, parts, random) => {
  const [start, end] = pick(parts, random);
  return join(bytes.subarray(0, start), bytes.subarray(end));
};

const duplicatePart: Mutation = (bytes, parts, random) => {
  const [start, end] = pick(parts, random);
  const copies = 1 + random.integer(3);
  return join(
    bytes.subarray(0, end),
    ...Array(copies).fill(bytes.subarray(start, end)),
    bytes.subarray(end),
  );
};

const swapParts: Mutation = (bytes, parts, random) => {
  if (parts.length < 2) return bytes;
  const first = random.integer(parts.length - 1);
  const [[a, b], [c, d]] = [parts[first]!, parts[first + 1]!];
  const slices = [[0, a], [c, d], [b, c], [a, b], [d, bytes.length]] as const;
  return join(...slices.map(([start, end]) => bytes.subarray(start, end)));
};

const MUTATIONS: readonly Mutation[] = [
  flipBits,
  truncate,
  zeroRange,
  randomRange,
  removeRange,
  insertBytes,
  editField,
  editField, // twice as often: headers are where readers allocate
  removePart,
  duplicatePart,
  swapParts,
];

/**
 * Damages a file once or twice.
 *
 * @param partsOf Returns the parts of an undamaged file.
 */
export function mutate(
  bytes: Uint8Array,
  partsOf: (bytes: Uint8Array) => readonly Part[],
  random: Random,
): Uint8Array {
  const parts = partsOf(bytes);
  const once = pick(MUTATIONS, random)(bytes.slice(), parts, random);
  if (once.length === 0 || random.integer(2) === 0) return once;
  return pick(MUTATIONS, random)(once.slice(), [[0, once.length]], random);
}

/** A random element of a list. */
export function pick<T>(list: readonly T[], random: Random): T {
  return list[random.integer(list.length)]!;
}

function range(bytes: Uint8Array, random: Random): [number, number] {
  const start = random.integer(bytes.length);
  return [start, Math.min(bytes.length, start + 1 + random.integer(64))];
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * Makes small shared libraries, so that tests need neither a compiler nor CUDA.
 *
 * @module
 */

/** x86-64 code of functions, by what they do; all return 0 unless stated otherwise. */
export const CODE = {
  /** Returns a number. */
  returns: (value: number): Uint8Array => Uint8Array.of(0xb8, ...int32(value), 0xc3),
  /** Writes four bytes to the address in its first argument. */
  writes: (value: number): Uint8Array =>
    Uint8Array.of(0xc7, 0x07, ...int32(value), 0x31, 0xc0, 0xc3),
  /** Writes eight bytes to the address in its first argument. */
  writesLong: (value: number): Uint8Array =>
    Uint8Array.of(0x48, 0xb8, ...int64(value), 0x48, 0x89, 0x07, 0x31, 0xc0, 0xc3),
} as const;

const [HEADER, PART, ENTRY, SYMBOL] = [64, 56, 16, 24];

/**
 * The bytes of an ELF file with these functions and this run path.
 *
 * Source: the System V ABI (ELF-64 object file format) and its supplement for x86-64.
 */
export function sharedLibrary(
  { functions = {}, runPath }: {
    functions?: Readonly<Record<string, Uint8Array>>;
    runPath?: string;
  },
): Uint8Array<ArrayBuffer> {
  const names = Object.keys(functions);
  const strings = ["", ...names, runPath ?? ""];
  const stringAt = strings.map((_, i) =>
    offset(strings.slice(0, i).map(({ length }) => length + 1))
  );
  const stringBytes = offset(strings.map(({ length }) => length + 1));
  const entries = 5 + (runPath === undefined ? 0 : 1) + 1;
  const dynamicAt = HEADER + 2 * PART;
  const symbolsAt = dynamicAt + entries * ENTRY;
  const hashAt = symbolsAt + (names.length + 1) * SYMBOL;
  const stringsAt = hashAt + 4 * (3 + names.length + 1);
  const codeAt = stringsAt + stringBytes;
  const codes = Object.values(functions);
  const size = codeAt + offset(codes.map(({ length }) => length));
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const half = (at: number, value: number) => view.setUint16(at, value, true);
  const word = (at: number, value: number) => view.setUint32(at, value, true);
  const long = (at: number, value: number) => view.setBigUint64(at, BigInt(value), true);

  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]); // 64 bits, little-endian
  half(16, 3); // a shared object
  half(18, 62); // for x86-64
  word(20, 1);
  long(32, HEADER); // where the parts are stated
  half(52, HEADER);
  half(54, PART);
  half(56, 2);
  for (const [i, [type, at, length]] of [[1, 0, size], [2, dynamicAt, entries * ENTRY]].entries()) {
    const part = HEADER + i * PART;
    word(part, type!); // loaded, dynamic
    word(part + 4, 7); // read, write, execute
    [at!, at!, at!, length!, length!, 4096].forEach((value, j) => long(part + 8 + 8 * j, value));
  }
  const dynamic: [tag: number, value: number][] = [
    [4, hashAt],
    [5, stringsAt],
    [6, symbolsAt],
    [10, stringBytes],
    [11, SYMBOL],
    ...(runPath === undefined ? [] : [[29, stringAt.at(-1)!] as [number, number]]),
    [0, 0],
  ];
  dynamic.forEach(([tag, value], i) => {
    long(dynamicAt + i * ENTRY, tag);
    long(dynamicAt + i * ENTRY + 8, value);
  });
  // One bucket: all symbols in a chain.
  [1, names.length + 1, names.length > 0 ? 1 : 0].forEach((value, i) =>
    word(hashAt + 4 * i, value)
  );
  names.forEach((_, i) => word(hashAt + 4 * (3 + i + 1), i + 2 <= names.length ? i + 2 : 0));
  names.forEach((name, i) => {
    const at = symbolsAt + (i + 1) * SYMBOL;
    const code = codeAt + offset(codes.slice(0, i).map(({ length }) => length));
    word(at, stringAt[i + 1]!);
    bytes[at + 4] = 0x12; // a global function
    half(at + 6, 1); // defined
    long(at + 8, code);
    long(at + 16, functions[name]!.length);
    bytes.set(functions[name]!, code);
  });
  strings.forEach((text, i) => bytes.set(new TextEncoder().encode(text), stringsAt + stringAt[i]!));
  return bytes;
}

function offset(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}

function int32(value: number): number[] {
  return [...new Uint8Array(Int32Array.of(value).buffer)];
}

function int64(value: number): number[] {
  return [...new Uint8Array(BigInt64Array.of(BigInt(value)).buffer)];
}

/** Writes small shared libraries for Linux that replace TensorFlow's. */

/** The content of a library. */
export interface LibraryContent {
  /** Functions by name: those with a text return its address, the others return 0. */
  readonly functions: Readonly<Record<string, string | undefined>>;
  /** Paths of libraries that it loads, whose functions are found through it after its own. */
  readonly needs?: readonly string[];
  /** Whether loading it runs an instruction that does not exist. */
  readonly crashes?: boolean;
}

/** Machine code, for the machines that Deno runs on. */
interface Machine {
  readonly id: number;
  readonly zero: readonly number[];
  readonly crash: readonly number[];
  /** Code that returns the address `offset` bytes after the code's start. */
  readonly address: (offset: number) => readonly number[];
}

const MACHINES: Readonly<Record<typeof Deno.build.arch, Machine>> = {
  x86_64: {
    id: 62,
    zero: [0x31, 0xc0, 0xc3], // xor eax, eax; ret
    crash: [0x0f, 0x0b], // ud2
    address: (offset) => [0x48, 0x8d, 0x05, ...little(offset - 7, 4), 0xc3], // lea rax, […]; ret
  },
  aarch64: {
    id: 183,
    zero: [...little(0xd2800000, 4), ...little(0xd65f03c0, 4)], // mov x0, 0; ret
    crash: little(0, 4), // udf
    address: (offset) => // adr x0, …; ret
    [
      ...little(0x10000000 | ((offset & 3) << 29) | ((offset >> 2) << 5), 4),
      ...little(0xd65f03c0, 4),
    ],
  },
};

/** Tags of the dynamic section. */
const TAG = {
  needed: 1,
  hash: 4,
  strings: 5,
  symbols: 6,
  stringBytes: 10,
  symbolBytes: 11,
  init: 12,
};

/** Both parts of the file start on a page; this is the largest page size in use. */
const PAGE = 0x10000;
const ALIGNED = 16;
const FILE_HEADER = 64;
const PART_HEADER = 56;
const SYMBOL = 24;

/** The number by which ELF files name this machine. */
export const OWN_MACHINE: number = MACHINES[Deno.build.arch].id;

/** The bytes of a library for this machine. */
export function sharedLibrary({ functions, needs = [], crashes }: LibraryContent): Uint8Array {
  const machine = MACHINES[Deno.build.arch];
  const strings = new Section(FILE_HEADER + 3 * PART_HEADER);
  strings.text("");
  const names = Object.keys(functions).map((name) => strings.text(name));
  const needed = needs.map((path) => strings.text(path));

  const code = new Section(strings.end);
  const addresses = Object.values(functions).map((text) => {
    if (text === undefined) return code.add(machine.zero);
    const at = code.add(
      [...machine.address(ALIGNED), ...new Array(ALIGNED).fill(0)].slice(0, ALIGNED),
    );
    code.text(text);
    return at;
  });
  const init = crashes ? code.add(machine.crash) : undefined;

  const symbols = new Section(code.end);
  symbols.add(new Array(SYMBOL).fill(0));
  const GLOBAL_FUNCTION = 0x12;
  names.forEach((name, i) =>
    symbols.add([
      ...little(name, 4),
      ...[GLOBAL_FUNCTION, 0],
      ...little(1, 2), // defined in some section
      ...little(addresses[i]!, 8),
      ...little(1, 8),
    ], 8)
  );
  // One bucket, in which each symbol names the next.
  const hash = new Section(symbols.end);
  const count = names.length + 1;
  const chain = Array.from({ length: count }, (_, i) => i > 0 && i < count - 1 ? i + 1 : 0);
  hash.add([1, count, count > 1 ? 1 : 0, ...chain].flatMap((value) => little(value, 4)));

  const dynamic = new Section(Math.ceil(hash.end / PAGE) * PAGE);
  const entries = [
    ...needed.map((path) => [TAG.needed, path]),
    ...[[TAG.hash, hash.start], [TAG.strings, strings.start], [TAG.symbols, symbols.start]],
    ...[[TAG.stringBytes, strings.end - strings.start], [TAG.symbolBytes, SYMBOL]],
    ...(init === undefined ? [] : [[TAG.init, init]]),
    [0, 0],
  ];
  dynamic.add(entries.flat().flatMap((value) => little(value!, 8)));

  const file = new Uint8Array(dynamic.end);
  file.set(fileHeader(machine.id));
  const [LOADED, DYNAMIC] = [1, 2];
  const [EXECUTABLE, WRITABLE] = [5, 6];
  const parts = [
    [LOADED, EXECUTABLE, 0, hash.end],
    [LOADED, WRITABLE, dynamic.start, dynamic.end],
    [DYNAMIC, WRITABLE, dynamic.start, dynamic.end],
  ] as const;
  parts.forEach((part, i) => file.set(partHeader(part), FILE_HEADER + i * PART_HEADER));
  for (const { start, bytes } of [strings, code, symbols, hash, dynamic]) file.set(bytes, start);
  return file;
}

/** A growing part of the file. */
class Section {
  readonly start: number;
  readonly bytes: number[] = [];

  constructor(after: number) {
    this.start = Math.ceil(after / ALIGNED) * ALIGNED;
  }

  get end(): number {
    return this.start + this.bytes.length;
  }

  /** Adds bytes at an aligned address and returns that address. */
  add(bytes: readonly number[], aligned = ALIGNED): number {
    while (this.end % aligned !== 0) this.bytes.push(0);
    const at = this.end;
    this.bytes.push(...bytes);
    return at;
  }

  /** Adds a zero-terminated text and returns its offset in the section. */
  text(value: string): number {
    const at = this.bytes.length;
    this.bytes.push(...new TextEncoder().encode(`${value}\0`));
    return at;
  }
}

function fileHeader(machine: number): number[] {
  const SHARED = 3;
  return [
    ...[0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, ...new Array(9).fill(0)],
    ...[...little(SHARED, 2), ...little(machine, 2), ...little(1, 4), ...little(0, 8)],
    ...[...little(FILE_HEADER, 8), ...little(0, 8), ...little(0, 4)],
    ...[FILE_HEADER, PART_HEADER, 3, 64, 0, 0].flatMap((value) => little(value, 2)),
  ];
}

function partHeader(
  [type, flags, start, end]: readonly [number, number, number, number],
): number[] {
  const addresses = [start, start, start, end - start, end - start, PAGE];
  return [...little(type, 4), ...little(flags, 4), ...addresses.flatMap((n) => little(n, 8))];
}

/** A number's bytes, lowest first. */
function little(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Number((BigInt(value) >> BigInt(8 * i)) & 255n));
}

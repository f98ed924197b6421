/**
 * Checks a shared library before it is loaded.
 *
 * @module
 */

/** Machine types as ELF files state them. */
const MACHINES: Readonly<Record<number, string>> = {
  3: "x86",
  40: "arm",
  62: "x86_64",
  183: "aarch64",
};

/** Size in bytes of a 64-bit file's header, and the offsets of the fields that are read here. */
export const HEADER = {
  bytes: 64,
  class: 4,
  machine: 18,
  programs: 32,
  programBytes: 54,
  programCount: 56,
};

/** The type of a part of the file that is mapped into memory. */
export const LOADED = 1;
/** Bytes of a part's entry, up to and including its length. */
const PART_BYTES = 40;

/**
 * Why the system cannot use this library: it is cut off, built for another machine, or not a
 * library. The loader reports only some of these; the first access to the missing part of a file
 * that was cut off ends the process.
 *
 * @returns `undefined` if nothing is wrong, and on systems without ELF files.
 */
export function libraryProblem(path: string): string | undefined {
  if (Deno.build.os !== "linux") return undefined;
  using file = Deno.openSync(path);
  const size = file.statSync().size;
  const header = readAt(file, 0, HEADER.bytes);
  const isElf = header.byteLength === HEADER.bytes && header.getUint32(0) === 0x7f454c46;
  if (!isElf) return `${path} is no shared library`;
  const machine = header.getUint16(HEADER.machine, true);
  if (header.getUint8(HEADER.class) !== 2 || MACHINES[machine] !== Deno.build.arch) {
    const found = MACHINES[machine] ?? `machine type ${machine}`;
    return `${path} is for ${found}, this machine is ${Deno.build.arch}`;
  }
  const end = endOfParts(file, header);
  if (end > size) return `${path} is cut off: it has ${size} of at least ${end} bytes`;
  return undefined;
}

/** Where the last part that is mapped into memory ends; where their table ends if it is cut off. */
function endOfParts(file: Deno.FsFile, header: DataView): number {
  const { parts, end } = readParts(file, header);
  if (!parts) return end;
  const loaded = parts.filter(({ type }) => type === LOADED);
  return Math.max(0, ...loaded.map(({ offset, bytes }) => offset + bytes));
}

/** A part of the file, as its program table describes it. */
export interface FilePart {
  /** What it is for; {@linkcode LOADED} is mapped into memory. */
  readonly type: number;
  /** Whether it may be executed (1), written to (2) and read (4), added up. */
  readonly flags: number;
  readonly offset: number;
  /** The address that it is mapped to. */
  readonly address: number;
  readonly bytes: number;
}

/** The parts of a file, absent if their table is cut off, and where the table ends. */
export function readParts(
  file: Deno.FsFile,
  header: DataView,
): { parts?: FilePart[]; end: number } {
  const start = Number(header.getBigUint64(HEADER.programs, true));
  const bytes = header.getUint16(HEADER.programBytes, true);
  const count = header.getUint16(HEADER.programCount, true);
  const table = readAt(file, start, bytes * count);
  const end = start + bytes * count;
  if (table.byteLength < bytes * count) return { end };
  if (bytes < PART_BYTES) return { parts: [], end };
  const long = (at: number) => Number(table.getBigUint64(at, true));
  const parts = Array.from({ length: count }, (_, i) => ({
    type: table.getUint32(i * bytes, true),
    flags: table.getUint32(i * bytes + 4, true),
    offset: long(i * bytes + 8),
    address: long(i * bytes + 16),
    bytes: long(i * bytes + 32),
  }));
  return { parts, end };
}

/** Up to `length` bytes from `offset`. */
export function readAt(file: Deno.FsFile, offset: number, length: number): DataView {
  file.seekSync(offset, Deno.SeekMode.Start);
  const bytes = new Uint8Array(length);
  let read = 0;
  for (let n: number | null = 1; n && read < length; read += n ?? 0) {
    n = file.readSync(bytes.subarray(read));
  }
  return new DataView(bytes.buffer, 0, read);
}

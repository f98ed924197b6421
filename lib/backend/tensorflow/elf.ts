/**
 * Looks at a shared library before it is loaded.
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

/** Bytes of a 64-bit file's header, and where it states what is read here. */
export const HEADER = {
  bytes: 64,
  class: 4,
  machine: 18,
  programs: 32,
  programBytes: 54,
  programCount: 56,
};

/** A part of the file that is mapped to memory. */
const LOADED = 1;

/**
 * Why the system could not run this library: it is cut off, for another machine, or no library. The
 * loader reports only some of these; the rest of a file that was cut off ends the process when it
 * is first touched.
 *
 * @returns `undefined` where nothing is wrong, and on systems without ELF files.
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

/** Where the last part ends that is mapped to memory. */
function endOfParts(file: Deno.FsFile, header: DataView): number {
  const start = Number(header.getBigUint64(HEADER.programs, true));
  const bytes = header.getUint16(HEADER.programBytes, true);
  const count = header.getUint16(HEADER.programCount, true);
  const table = readAt(file, start, bytes * count);
  if (table.byteLength < bytes * count) return start + bytes * count;
  let end = 0;
  for (let at = 0; at + 40 <= table.byteLength && bytes >= 40; at += bytes) {
    if (table.getUint32(at, true) !== LOADED) continue;
    const [offset, length] = [table.getBigUint64(at + 8, true), table.getBigUint64(at + 32, true)];
    end = Math.max(end, Number(offset + length));
  }
  return end;
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

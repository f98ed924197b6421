/**
 * Gives back the memory of what only the loading of a library read.
 *
 * TensorFlow's static initialisers touch over 200 MB of its file, which then count as the process's
 * resident memory although hardly any of it is used again. The system may take such pages
 * away at any time, since the file has them; here it is told that now is a good time. Those that are
 * still needed come back when they are read.
 *
 * @module
 */
import { type FilePart, HEADER, LOADED, readAt, readParts } from "./elf.ts";

const SYMBOLS = {
  madvise: { parameters: ["u64", "u64", "i32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** `dlinfo` is in libc since glibc 2.34; libdl has it, or forwards to it. */
const LIBDL = {
  dlopen: { parameters: ["buffer", "i32"], result: "pointer" },
  dlinfo: { parameters: ["pointer", "i32", "buffer"], result: "i32" },
  dlclose: { parameters: ["pointer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** `RTLD_LAZY | RTLD_NOLOAD`, `RTLD_DI_LINKMAP` and `MADV_DONTNEED` on Linux. */
const ONLY_IF_LOADED = 0x1 | 0x4;
const LINK_MAP = 2;
const NOT_NEEDED = 4;
/** The flag of a part that may be written to. Source: elf.h. */
const WRITABLE = 2;
/** At least as large as every system's pages: ranges are cut to multiples of it. */
const PAGE = 65536;

/**
 * Releases the pages of a loaded library that cannot differ from the file: its code and constants.
 * Only on Linux; a library that is not loaded is left alone.
 *
 * @param path The library's file, under the path that it was loaded from.
 */
export function releasePages(path: string): void {
  if (Deno.build.os !== "linux") return;
  const base = baseAddress(path);
  if (base === undefined) return;
  using file = Deno.openSync(path);
  const { parts = [] } = readParts(file, readAt(file, 0, HEADER.bytes));
  const libc = Deno.dlopen("libc.so.6", SYMBOLS);
  for (const { start, bytes } of unchangedRanges(parts)) {
    libc.symbols.madvise(base + BigInt(start), BigInt(bytes), NOT_NEEDED);
  }
  libc.close();
}

/**
 * What of a library cannot be written to, in whole pages: start and length, relative to where it was
 * loaded. Parts that the loader writes to and protects afterwards are writable in the file's table.
 */
export function unchangedRanges(parts: readonly FilePart[]): { start: number; bytes: number }[] {
  return parts
    .filter(({ type, flags }) => type === LOADED && (flags & WRITABLE) === 0)
    .map(({ address, bytes }) => {
      const start = Math.ceil(address / PAGE) * PAGE;
      return { start, bytes: Math.floor((address + bytes) / PAGE) * PAGE - start };
    })
    .filter(({ bytes }) => bytes > 0);
}

/** What is added to the addresses in the file's table; `undefined` for a library that is not loaded. */
function baseAddress(path: string): bigint | undefined {
  const libdl = Deno.dlopen("libdl.so.2", LIBDL);
  try {
    const { dlopen, dlinfo, dlclose } = libdl.symbols;
    const library = dlopen(new TextEncoder().encode(`${path}\0`), ONLY_IF_LOADED);
    if (library === null) return undefined;
    const map = new BigUint64Array(1);
    const failed = dlinfo(library, LINK_MAP, new Uint8Array(map.buffer)) !== 0;
    dlclose(library);
    const pointer = failed ? null : Deno.UnsafePointer.create(map[0]!);
    return pointer === null ? undefined : new Deno.UnsafePointerView(pointer).getBigUint64();
  } finally {
    libdl.close();
  }
}

/**
 * The folders that a shared library names for what it loads.
 *
 * @module
 */
import { HEADER, libraryProblem, readAt } from "./elf.ts";

/** Kinds of parts of the file, and of entries of its dynamic section. Source: elf.h. */
const PART = { loaded: 1, dynamic: 2 };
const ENTRY = { strings: 5n, runPathOld: 15n, runPath: 29n };
const ENTRY_BYTES = 16;
const LONGEST = 4096;

interface Part {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly bytes: number;
}

/**
 * The run path of a 64-bit ELF file, `$ORIGIN` replaced by its folder; empty where there is none,
 * and for what is no library that runs here.
 */
export function runPath(path: string): string[] {
  if (Deno.build.os !== "linux" || libraryProblem(path) !== undefined) return [];
  using file = Deno.openSync(path);
  const parts = readParts(file);
  const dynamic = parts.find(({ type }) => type === PART.dynamic);
  if (!dynamic) return [];
  const table = readAt(file, dynamic.offset, dynamic.bytes);
  const entries = new Map<bigint, number>();
  for (let at = 0; at + ENTRY_BYTES <= table.byteLength; at += ENTRY_BYTES) {
    entries.set(table.getBigUint64(at, true), Number(table.getBigUint64(at + 8, true)));
  }
  const strings = entries.get(ENTRY.strings);
  const text = entries.get(ENTRY.runPath) ?? entries.get(ENTRY.runPathOld);
  if (strings === undefined || text === undefined) return [];
  const bytes = readAt(file, offsetOf(parts, strings + text), LONGEST);
  const characters = new Uint8Array(bytes.buffer, 0, bytes.byteLength);
  const end = characters.indexOf(0);
  const folder = path.slice(0, path.lastIndexOf("/"));
  return new TextDecoder().decode(characters.subarray(0, end)).split(":")
    .map((entry) => entry.replaceAll(/\$(ORIGIN\b|\{ORIGIN\})/g, folder).replace(/\/$/, ""));
}

function readParts(file: Deno.FsFile): Part[] {
  const header = readAt(file, 0, HEADER.bytes);
  const start = Number(header.getBigUint64(HEADER.programs, true));
  const bytes = header.getUint16(HEADER.programBytes, true);
  const table = readAt(file, start, bytes * header.getUint16(HEADER.programCount, true));
  return Array.from({ length: Math.floor(table.byteLength / bytes) }, (_, i) => ({
    type: table.getUint32(i * bytes, true),
    offset: Number(table.getBigUint64(i * bytes + 8, true)),
    address: Number(table.getBigUint64(i * bytes + 16, true)),
    bytes: Number(table.getBigUint64(i * bytes + 32, true)),
  }));
}

/** Where in the file an address lies when the file is loaded. */
function offsetOf(parts: readonly Part[], address: number): number {
  const part = parts.find((part) =>
    part.type === PART.loaded && address >= part.address && address < part.address + part.bytes
  );
  return part ? part.offset + address - part.address : 0;
}

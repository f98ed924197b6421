/**
 * The folders in which a shared library looks for the libraries that it loads.
 *
 * @module
 */
import { type FilePart, HEADER, libraryProblem, LOADED, readAt, readParts } from "./elf.ts";

/** The type of the part that lists what to load, and the kinds of its entries. Source: elf.h. */
const DYNAMIC = 2;
const ENTRY = { strings: 5n, runPathOld: 15n, runPath: 29n };
const ENTRY_BYTES = 16;
const LONGEST = 4096;

/**
 * The run path of a 64-bit ELF file, with `$ORIGIN` replaced by its folder; empty if there is none,
 * or if the file is not a library that runs here.
 */
export function runPath(path: string): string[] {
  if (Deno.build.os !== "linux" || libraryProblem(path) !== undefined) return [];
  using file = Deno.openSync(path);
  const { parts = [] } = readParts(file, readAt(file, 0, HEADER.bytes));
  const dynamic = parts.find(({ type }) => type === DYNAMIC);
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

/** The offset in the file of an address in the loaded library. */
function offsetOf(parts: readonly FilePart[], address: number): number {
  const part = parts.find((part) =>
    part.type === LOADED && address >= part.address && address < part.address + part.bytes
  );
  return part ? part.offset + address - part.address : 0;
}

/** Writes tar archives for tests, both harmless and hostile. */
import { gzipSync } from "node:zlib";

/** One entry; a file unless `type` says something else. */
export interface TarEntry {
  readonly path: string;
  readonly content?: Uint8Array;
  readonly type?: string;
}

/** A tar archive of entries, in ustar format, without compression. */
export function tarOf(entries: readonly TarEntry[]): Uint8Array {
  const blocks = entries.flatMap(({ path, content = new Uint8Array(), type = "0" }) => {
    const header = new Uint8Array(512);
    const write = (text: string, at: number) => header.set(new TextEncoder().encode(text), at);
    write(path, 0);
    write(content.length.toString(8).padStart(11, "0"), 124);
    write("        ", 148);
    write(type, 156);
    write("ustar\x0000", 257);
    const sum = header.reduce((a, b) => a + b, 0);
    write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    const padded = new Uint8Array(Math.ceil(content.length / 512) * 512);
    padded.set(content);
    return [header, padded];
  });
  return Uint8Array.from([...blocks, new Uint8Array(1024)].flatMap((block) => [...block]));
}

/** Like {@linkcode tarOf}, gzipped. */
export function tarGzOf(entries: readonly TarEntry[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(tarOf(entries)));
}

/**
 * Writes archives as compressed streams, cut into parts.
 *
 * @module
 */
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGzip, createZstdCompress } from "node:zlib";
import { InputError } from "../../errors.ts";
import { spawnPiped } from "../process/piped.ts";
import type { Archive } from "./archives.ts";
import { type Part, type Placement, writeParts } from "./parts.ts";

/**
 * Packs Deno's own binary with gzip, which every system can decompress; Deno then decompresses the
 * rest.
 */
export async function packDeno(placement: Placement): Promise<Part[]> {
  let parts: Part[] = [];
  await pipeline(createReadStream(Deno.execPath()), createGzip(), async (chunks) => {
    parts = await writeParts(chunks, placement);
  });
  return parts;
}

/**
 * Packs the files of an archive with the system's tar and zstd.
 *
 * @throws {InputError} If there is no tar, or it cannot read a file.
 */
export async function packArchive(
  { root, files }: Archive,
  placement: Placement,
): Promise<Part[]> {
  const tar = spawnPiped(
    "tar",
    ["-c", "-f", "-", "-C", root, "-T", "-"],
    "pack needs the program tar, which is not on the PATH",
  );
  let parts: Part[] = [];
  const packed = pipeline(tar.stdout, createZstdCompress(), async (chunks) => {
    parts = await writeParts(chunks, placement);
  });
  const [status, said] = await Promise.all([
    tar.status,
    new Response(tar.stderr).text(),
    packed,
    writeList(tar.stdin, files),
  ]);
  if (!status.success) throw new InputError(`tar failed in ${root}: ${said.trim().split("\n")[0]}`);
  return parts;
}

/** Writes the names for tar to read. If tar fails, it stops reading early and says why itself. */
async function writeList(
  stdin: WritableStream<Uint8Array<ArrayBuffer>>,
  files: readonly string[],
): Promise<void> {
  const list = files.map((file) => `./${file}\n`).join(""); // "./": no name is taken for an option
  await new Blob([list]).stream().pipeTo(stdin).catch(() => {});
}

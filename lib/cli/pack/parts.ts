/**
 * Writes streams as numbered files of a limited size.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** One file of a pack. */
export interface Part {
  /** `part-003-packages`. */
  readonly file: string;
  /** The archive that it belongs to. */
  readonly archive: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The files that the parts of an archive are written to. */
export interface Placement {
  readonly folder: string;
  readonly archive: string;
  /** Number of the first part. */
  readonly first: number;
  /** Size of each part but the last, in bytes. */
  readonly bytes: number;
}

/** Cuts a stream into files `part-NNN-ARCHIVE`. */
export async function writeParts(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  { folder, archive, first, bytes: limit }: Placement,
): Promise<Part[]> {
  const parts: Part[] = [];
  let open: { file: string; handle: Deno.FsFile; bytes: number } | undefined;
  let hash = createHash("sha256");
  const close = () => {
    if (!open) return;
    const { file, handle, bytes } = open;
    open = undefined;
    handle.close();
    parts.push({ file, archive, bytes, sha256: hash.digest("hex") });
    hash = createHash("sha256");
  };
  try {
    for await (let chunk of chunks) {
      while (chunk.length > 0) {
        const file = `part-${String(first + parts.length).padStart(3, "0")}-${archive}`;
        open ??= { file, handle: await Deno.open(`${folder}/${file}`, CREATED), bytes: 0 };
        const piece = chunk.subarray(0, limit - open.bytes);
        hash.update(piece);
        await writeAll(open.handle, piece);
        open.bytes += piece.length;
        chunk = chunk.subarray(piece.length);
        if (open.bytes === limit) close();
      }
    }
    close();
    return parts;
  } finally {
    open?.handle.close();
  }
}

const CREATED = { write: true, createNew: true };

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
}

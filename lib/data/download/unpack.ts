/**
 * Unpacks gzipped tar archives without ever leaving the target folder.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { removeIfPresent } from "../../files.ts";

/** Size of a block of the tar format. */
const BLOCK = 512;
/** Most bytes that an archive may unpack to: a small file can unpack to any size. */
const MAX_BYTES = 2 ** 30;
const FILE_TYPES = new Set(["0", "\0"]);
const FOLDER_TYPE = "5";
/** Comments of newer archivers; they carry no content. */
const COMMENT_TYPES = new Set(["g", "x"]);

/**
 * Unpacks `archive` to `folder`, which appears only when everything is unpacked.
 *
 * Entries are files and folders with plain relative paths; with links, absolute paths, `..` or
 * anything unusual the whole archive is refused. Permissions and owners are not restored.
 *
 * @throws {InputError} Naming the archive and the entry.
 */
export async function unpackTarGz(archive: string, folder: string): Promise<void> {
  const temporary = `${folder}.part`;
  await removeIfPresent(temporary);
  await Deno.mkdir(temporary, { recursive: true });
  try {
    using file = await Deno.open(archive);
    const reader = new BlockReader(file.readable.pipeThrough(new DecompressionStream("gzip")));
    await unpackEntries(reader, archive, temporary);
  } catch (error) {
    await removeIfPresent(temporary);
    if (error instanceof TypeError) { // from the decompression
      throw new InputError(`${archive}: damaged gzip file (${error.message}); get it again`);
    }
    throw error;
  }
  await removeIfPresent(folder);
  await Deno.rename(temporary, folder);
}

async function unpackEntries(reader: BlockReader, archive: string, target: string): Promise<void> {
  let total = 0;
  for (;;) {
    const header = await reader.read(BLOCK);
    if (header.length === 0 || header.every((byte) => byte === 0)) break;
    if (header.length < BLOCK) throw new InputError(`${archive}: ends within an entry`);
    const { path, size, type } = parseHeader(header, archive);
    total += size;
    if (total > MAX_BYTES) {
      throw new InputError(`${archive}: unpacks to more than ${MAX_BYTES} bytes`);
    }
    const content = await reader.read(size);
    const padding = await reader.read((BLOCK - size % BLOCK) % BLOCK);
    if (content.length < size || (size + padding.length) % BLOCK !== 0) {
      throw new InputError(`${archive}: ends within ${path}`);
    }
    if (COMMENT_TYPES.has(type)) continue;
    requireInside(path, archive);
    if (type === FOLDER_TYPE) {
      await Deno.mkdir(`${target}/${path}`, { recursive: true });
    } else if (FILE_TYPES.has(type)) {
      const slash = path.lastIndexOf("/");
      if (slash > 0) await Deno.mkdir(`${target}/${path.slice(0, slash)}`, { recursive: true });
      await Deno.writeFile(`${target}/${path}`, content, { createNew: true }).catch((error) => {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
        throw new InputError(`${archive}: ${path}: twice in the archive; not unpacked`);
      });
    } else {
      throw new InputError(`${archive}: ${path}: a link or device (type ${type}); not unpacked`);
    }
  }
}

interface Entry {
  readonly path: string;
  readonly size: number;
  readonly type: string;
}

/** Fields of the ustar format: name 0, size 124, checksum 148, type 156, prefix 345. */
function parseHeader(header: Uint8Array, archive: string): Entry {
  const text = (from: number, length: number) => {
    const field = header.subarray(from, from + length);
    const end = field.indexOf(0);
    return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
  };
  const octal = (from: number, length: number) => {
    const digits = text(from, length).trim();
    return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : NaN;
  };
  const sum = header.reduce((s, byte, i) => s + (i >= 148 && i < 156 ? 32 : byte), 0);
  const size = octal(124, 12);
  if (octal(148, 8) !== sum || !Number.isSafeInteger(size)) {
    throw new InputError(`${archive}: no tar archive, or a damaged one`);
  }
  const prefix = text(257, 5) === "ustar" ? text(345, 155) : "";
  const name = text(0, 100);
  return {
    path: prefix ? `${prefix}/${name}` : name,
    size,
    type: String.fromCharCode(header[156]!),
  };
}

function requireInside(path: string, archive: string): void {
  const parts = path.replace(/\/$/, "").split("/");
  const harmless = path !== "" && !/[\\:\0]/.test(path) &&
    parts.every((part, i) => part !== ".." && (part !== "" || i > 0));
  if (!harmless) throw new InputError(`${archive}: ${path}: leads out of its folder; not unpacked`);
}

/** Reads a stream in pieces of a given length. */
class BlockReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest = new Uint8Array();

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** The next `length` bytes; fewer at the end of the stream. */
  async read(length: number): Promise<Uint8Array> {
    const pieces = [this.#rest];
    let there = this.#rest.length;
    while (there < length) {
      const { value, done } = await this.#reader.read();
      if (done) break;
      pieces.push(new Uint8Array(value));
      there += value.length;
    }
    const all = new Uint8Array(there);
    let at = 0;
    for (const piece of pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    this.#rest = all.slice(length);
    return all.subarray(0, length);
  }
}

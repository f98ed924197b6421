/**
 * Finds how the pixels of a TIFF are compressed, which libvips does not say if it cannot read them.
 *
 * @module
 */

/** Compressions that libvips may be built without, by the value of their tag. */
const NAMES: Readonly<Record<number, string>> = {
  34712: "JPEG 2000",
  34887: "LERC",
  34925: "LZMA",
  34933: "PNG",
  50000: "Zstandard",
  50001: "WebP",
  50002: "JPEG XL",
};

/** The tag, and the bytes of a directory entry. */
const COMPRESSION = 259;
const ENTRY = 12;

/**
 * The name of the compression of a TIFF's first page.
 *
 * @returns `undefined` for common compressions, and for files that are not TIFF (or are beyond 4
 * GiB).
 */
export async function rareCompression(path: string): Promise<string | undefined> {
  using file = await Deno.open(path);
  const read = async (at: number, length: number): Promise<DataView | undefined> => {
    const bytes = new Uint8Array(length);
    await file.seek(at, Deno.SeekMode.Start);
    const count = await file.read(bytes);
    return count === length ? new DataView(bytes.buffer) : undefined;
  };
  const head = await read(0, 8);
  const order = head?.getUint16(0);
  if (!head || order !== 0x4949 && order !== 0x4d4d) return undefined;
  const little = order === 0x4949;
  if (head.getUint16(2, little) !== 42) return undefined;
  const at = head.getUint32(4, little);
  const count = (await read(at, 2))?.getUint16(0, little) ?? 0;
  const entries = await read(at + 2, count * ENTRY);
  for (let i = 0; entries && i < count; i++) {
    if (entries.getUint16(i * ENTRY, little) !== COMPRESSION) continue;
    return NAMES[entries.getUint16(i * ENTRY + 8, little)];
  }
  return undefined;
}

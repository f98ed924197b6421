/** Writes BMPs of any kind, by the format's description. */

/** How a BMP is stored. */
interface Stored {
  /** Bits per pixel. */
  readonly bits: number;
  /** Rows of bytes from the top, without padding; or, compressed, all bytes as one row. */
  readonly rows: readonly (readonly number[])[];
  /** Colours of pixels that are indices, `[red, green, blue]`. */
  readonly palette?: readonly (readonly number[])[];
  /** 0 = none, 1 = RLE8, 3 = the masks that follow. */
  readonly compression?: number;
  readonly masks?: readonly number[];
  /** Bytes between the header and the pixels. */
  readonly gap?: number;
  /** Whether rows are stored from the top, which a negative height says. */
  readonly fromTop?: boolean;
}

/** A BMP with a header of 40 bytes. */
export function bmp(
  [width, height]: readonly [number, number],
  { bits, rows, palette = [], compression = 0, masks = [], gap = 0, fromTop = false }: Stored,
): Uint8Array<ArrayBuffer> {
  const padded = rows.map((row) => [...row, ...Array(-row.length & 3).fill(0)]);
  const pixels = (fromTop ? padded : padded.toReversed()).flat();
  const colours = palette.flatMap(([r, g, b]) => [b!, g!, r!, 0]);
  const start = 54 + 4 * masks.length + colours.length + gap;
  const bytes = new Uint8Array(start + pixels.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  const longs = [[2, bytes.length], [10, start], [14, 40], [18, width]];
  longs.push([30, compression], [34, pixels.length], [46, palette.length]);
  for (const [at, value] of longs) view.setUint32(at!, value!, true);
  view.setInt32(22, fromTop ? -height : height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, bits, true);
  masks.forEach((mask, i) => view.setUint32(54 + 4 * i, mask, true));
  bytes.set(colours, 54 + 4 * masks.length);
  bytes.set(pixels, start);
  return bytes;
}

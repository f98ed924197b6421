/** Writes kinds of TIFF that sharp does not write. */

/** Values whose type decides how TIFF stores them: bits and sample format. */
type Values = Float32Array | Float16Array | Uint32Array | Uint16Array | Int16Array;

/**
 * A gray TIFF: little-endian, one page, one strip.
 *
 * @param values `[side, side]`.
 * @param compression The value of the tag; the pixels are always stored uncompressed.
 */
export function grayTiff(values: Values, side: number, compression = 1): Uint8Array {
  const size = values.BYTES_PER_ELEMENT;
  const count = 10;
  const start = 8 + 2 + 12 * count + 4;
  const entries = [
    [256, 4, side],
    [257, 4, side],
    [258, 3, 8 * size],
    [259, 3, compression],
    [262, 3, 1],
    [273, 4, start],
    [277, 3, 1],
    [278, 4, side],
    [279, 4, size * values.length],
    [339, 3, sampleFormat(values)],
  ] as const;
  const bytes = new Uint8Array(start + size * values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x002a4949, true);
  view.setUint32(4, 8, true);
  view.setUint16(8, count, true);
  entries.forEach(([tag, type, value], i) => {
    view.setUint16(10 + 12 * i, tag, true);
    view.setUint16(12 + 12 * i, type, true);
    view.setUint32(14 + 12 * i, 1, true);
    view.setUint32(18 + 12 * i, value, true);
  });
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), start);
  return bytes;
}

/** 1 = unsigned, 2 = signed, 3 = floating-point. */
function sampleFormat(values: Values): number {
  if (values instanceof Int16Array) return 2;
  return values instanceof Float32Array || values instanceof Float16Array ? 3 : 1;
}

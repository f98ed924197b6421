/** The structure of files: where their parts begin and end. */
import { crc32 } from "node:zlib";
import type { Part } from "./mutate.ts";

/** The whole file as one part, for formats without any. */
export const onePart = (bytes: Uint8Array): Part[] => [[0, bytes.length]];

/** Chunks of a PNG, each with its length, type and checksum. */
export function pngChunks(bytes: Uint8Array): Part[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Part[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) break;
    chunks.push([at, end]);
    at = end;
  }
  return chunks;
}

/** Corrects the checksums of a PNG, so that readers look at what was damaged. */
export function repairPng(bytes: Uint8Array): Uint8Array {
  const repaired = bytes.slice();
  const view = new DataView(repaired.buffer);
  for (const [start, end] of pngChunks(repaired)) {
    view.setUint32(end - 4, crc32(repaired.subarray(start + 4, end - 4)));
  }
  return repaired;
}

/** Segments of a JPEG up to the image data, which is the last part. */
export function jpegSegments(bytes: Uint8Array): Part[] {
  const segments: Part[] = [];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) {
    const end = at + 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
    segments.push([at, end]);
    at = end;
  }
  return [...segments, [at, bytes.length]];
}

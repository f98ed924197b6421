/**
 * Resizes masks so that no region is lost.
 *
 * @module
 */
import sharp from "sharp";
import { connectedComponents } from "../../metrics/pixels/components.ts";

/**
 * Resizes a mask by nearest neighbours; a region that would vanish keeps the pixel at its middle.
 *
 * @param mask 1 = defect, `[height, width]`.
 * @param to Height and width of the result in pixels.
 * @returns `[to, to]`.
 */
export async function resizeMask(
  mask: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  to: number,
): Promise<Uint8Array> {
  if (width === to && height === to) return mask;
  const { labels, areas } = connectedComponents(mask, { height, width });
  const bytes = new Uint8Array(3 * labels.length); // a region's number in three bytes
  labels.forEach((label, i) => {
    bytes[3 * i] = label & 255;
    bytes[3 * i + 1] = label >> 8 & 255;
    bytes[3 * i + 2] = label >> 16 & 255;
  });
  const resized = await sharp(bytes, { raw: { width, height, channels: 3 } })
    .resize(to, to, { fit: "fill", kernel: "nearest" }).raw().toBuffer();
  const result = new Uint8Array(to * to);
  const kept = new Uint8Array(areas.length);
  for (let i = 0; i < result.length; i++) {
    const label = resized[3 * i]! | resized[3 * i + 1]! << 8 | resized[3 * i + 2]! << 16;
    kept[label] = 1;
    result[i] = label > 0 ? 1 : 0;
  }
  if (kept.every((value, label) => value === 1 || label === 0)) return result;
  const middles = areas.map(() => ({ x: 0, y: 0 }));
  labels.forEach((label, i) => {
    middles[label]!.x += i % width;
    middles[label]!.y += Math.floor(i / width);
  });
  middles.forEach(({ x, y }, label) => {
    if (label === 0 || kept[label]) return;
    const at = (sum: number, side: number) => Math.floor((sum / areas[label]! + 0.5) * to / side);
    result[at(y, height) * to + at(x, width)] = 1;
  });
  return result;
}

/**
 * Regions of a map above a threshold.
 *
 * @module
 */
import { connectedComponents } from "./components.ts";

/** One region, in pixels. */
export interface Region {
  /** Left edge of the box, counted from 0. */
  readonly x: number;
  /** Top edge of the box, counted from 0. */
  readonly y: number;
  /** Of the box. */
  readonly width: number;
  /** Of the box. */
  readonly height: number;
  /** Pixels of the region. */
  readonly area: number;
  /** Highest value of the map within it. */
  readonly peak: number;
}

/**
 * The 8-connected regions in which a map is above a threshold, the highest peak first.
 *
 * @param map `[height, width]`, larger = more anomalous.
 * @param options.height Of the map in pixels.
 * @param options.width Of the map in pixels.
 * @param options.threshold In the unit of the map.
 *
 * @example
 * ```ts
 * import { findRegions } from "./regions.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const map = Float32Array.of(0, 3, 0, 0, 4, 0, 0, 9); // rows of 4
 * assertEquals(findRegions(map, { height: 2, width: 4, threshold: 2 }), [
 *   { x: 3, y: 1, width: 1, height: 1, area: 1, peak: 9 },
 *   { x: 0, y: 0, width: 2, height: 2, area: 2, peak: 4 },
 * ]);
 * ```
 */
export function findRegions(
  map: Float32Array,
  { height, width, threshold }: { height: number; width: number; threshold: number },
): Region[] {
  // Uint8Array.from would first make a list of all values.
  const above = new Uint8Array(map.length);
  for (let i = 0; i < map.length; i++) above[i] = map[i]! > threshold ? 1 : 0;
  const { labels, areas } = connectedComponents(above, { height, width });
  const boxes = areas.map(() => ({
    left: Infinity,
    top: Infinity,
    right: -1,
    bottom: -1,
    peak: -Infinity,
  }));
  labels.forEach((label, pixel) => {
    if (label === 0) return;
    const box = boxes[label]!;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
    box.peak = Math.max(box.peak, map[pixel]!);
  });
  return boxes.slice(1).map(({ left, top, right, bottom, peak }, i): Region => ({
    x: left,
    y: top,
    width: right - left + 1,
    height: bottom - top + 1,
    area: areas[i + 1]!,
    peak,
  })).sort((a, b) => b.peak - a.peak || a.y - b.y || a.x - b.x);
}

/**
 * Converts a region of a map to one of the image that was resized to it; the box is rounded outwards.
 *
 * @param region From {@linkcode findRegions}.
 * @param map Size of the map in pixels.
 * @param image Size of the image in pixels.
 *
 * @example
 * ```ts
 * import { scaleRegion } from "./regions.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const region = { x: 1, y: 2, width: 1, height: 1, area: 1, peak: 9 };
 * assertEquals(scaleRegion(region, { width: 4, height: 4 }, { width: 40, height: 10 }), {
 *   x: 10, y: 5, width: 10, height: 3, area: 25, peak: 9,
 * });
 * ```
 */
export function scaleRegion(
  region: Region,
  map: { readonly width: number; readonly height: number },
  image: { readonly width: number; readonly height: number },
): Region {
  // First the product, which is exact: a rounded quotient would lead a pixel beyond the image.
  const x = Math.floor(region.x * image.width / map.width);
  const y = Math.floor(region.y * image.height / map.height);
  return {
    x,
    y,
    width: Math.ceil((region.x + region.width) * image.width / map.width) - x,
    height: Math.ceil((region.y + region.height) * image.height / map.height) - y,
    area: Math.round(region.area * image.width * image.height / (map.width * map.height)),
    peak: region.peak,
  };
}

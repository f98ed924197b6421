/**
 * Connected regions of masks.
 *
 * @module
 */

/** Regions of a stack of masks. */
export interface Components {
  /** The region of each pixel, 1 … the number of regions, or 0 outside all of them `[n, h, w]`. */
  readonly labels: Uint32Array;
  /** Pixels of each region; entry 0 counts the pixels outside all of them. */
  readonly areas: readonly number[];
}

/**
 * Numbers the 8-connected regions of masks: pixels that touch at a side or a corner belong together,
 * pixels of different images never do.
 *
 * Regions are numbered in the order of their first pixels. Linear in the number of pixels.
 *
 * @param masks 1 = inside, 0 = outside, `[n, h, w]`.
 * @param options.height h in pixels.
 * @param options.width w in pixels.
 *
 * @example
 * ```ts
 * import { connectedComponents } from "./components.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const masks = new Uint8Array([1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0]); // rows of 4
 * const { labels, areas } = connectedComponents(masks, { height: 3, width: 4 });
 * assertEquals([...labels], [1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0]);
 * assertEquals(areas, [8, 4]);
 * ```
 */
export function connectedComponents(
  masks: Uint8Array,
  { height, width }: { height: number; width: number },
): Components {
  const labels = new Uint32Array(masks.length);
  const areas = [masks.length];
  const stack: number[] = [];
  const enter = (pixel: number, region: number) => {
    labels[pixel] = region;
    stack.push(pixel);
  };
  for (let first = masks.indexOf(1); first >= 0; first = masks.indexOf(1, first + 1)) {
    if (labels[first] !== 0) continue;
    const region = areas.length;
    let area = 0;
    enter(first, region);
    while (stack.length > 0) {
      const pixel = stack.pop()!;
      area++;
      const x = pixel % width;
      const y = (pixel - x) / width; // counted through all images
      const image = Math.floor(y / height);
      const [left, right] = [Math.max(x - 1, 0), Math.min(x + 1, width - 1)];
      const top = Math.max(y - 1, image * height);
      const bottom = Math.min(y + 1, (image + 1) * height - 1);
      for (let row = top; row <= bottom; row++) {
        for (let near = row * width + left; near <= row * width + right; near++) {
          if (masks[near] === 1 && labels[near] === 0) enter(near, region);
        }
      }
    }
    areas.push(area);
    areas[0]! -= area;
  }
  return { labels, areas };
}

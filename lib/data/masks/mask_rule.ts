/**
 * Finds the defects in one mask, by the rule of its set.
 *
 * @module
 */
import { connectedComponents } from "../../metrics/pixels/components.ts";
import type { MaskPixels } from "./mask_pixels.ts";

/** A colour as stored: red, green, blue. */
export type Colour = readonly [number, number, number];

/** Share of white below which a difference may be noise, as in a JPEG that was stored as PNG. */
export const FAINT = 1 / 16;

/** How the masks of a set are read. */
export interface MaskRule {
  /** The colour that marks nothing. */
  readonly background: Colour;
  /** Whether every difference marks a defect, as it does in sets without a bright value. */
  readonly anyDifference: boolean;
  /** The other colours that occur, `r,g,b`. */
  readonly colours: readonly string[];
  /** Whether something of less than half of white is painted beside white: areas, or lines. */
  readonly dim: boolean;
  /** Whether it is areas, which a smoothed edge is not. */
  readonly dimAreas: boolean;
  /** Whether faint differences are noise around black and white, which marks nothing by itself. */
  readonly noisy: boolean;
}

/** Where a mask marks defects. */
export interface Marked {
  /** `[height, width]`, 1 = defect. */
  readonly pixels: Uint8Array;
  /** Whether something was taken for noise. */
  readonly noise: boolean;
}

/**
 * Where a mask marks a defect.
 *
 * A defect is whatever differs from the background. Smoothed edges lie between the two: a pixel
 * belongs to the defect if it differs by more than half of white, or, in a region that nowhere
 * reaches white, by more than half of the region's largest difference. Where areas are painted with
 * less than half of white, they belong to it beside white ones, too. If a set's faint differences are
 * noise, regions with no others are not defects.
 */
export function markDefects(
  { width, height, colours, white, lossy }: MaskPixels,
  { background: [red, green, blue], anyDifference, dimAreas, noisy }: MaskRule,
): Marked {
  const size = width * height;
  const differences = new Float32Array(size);
  const differing = new Uint8Array(size);
  let [most, intermediate] = [0, false];
  for (let i = 0; i < size; i++) {
    const difference = Math.max(
      Math.abs(colours[3 * i]! - red),
      Math.abs(colours[3 * i + 1]! - green),
      Math.abs(colours[3 * i + 2]! - blue),
    );
    differences[i] = difference;
    if (difference === 0) continue;
    differing[i] = 1;
    most = Math.max(most, difference);
    intermediate ||= difference <= white / 2;
  }
  if (!intermediate || anyDifference) return { pixels: differing, noise: false };
  const threshold = (largest: number) =>
    Math.min(dimAreas ? white * FAINT : white / 2, largest / 2);
  // What a lossy format leaves around a defect is not a separate region.
  if (lossy) {
    const pixels = Uint8Array.from(differences, (value) => value > threshold(most) ? 1 : 0);
    return { pixels, noise: false };
  }
  const { labels, areas } = connectedComponents(differing, { height, width });
  const largest = new Float32Array(areas.length);
  labels.forEach((label, i) => largest[label] = Math.max(largest[label]!, differences[i]!));
  const least = noisy ? white * FAINT : 0;
  const pixels = Uint8Array.from(differences, (value, i) => {
    const most = largest[labels[i]!]!;
    return most > least && value > threshold(most) ? 1 : 0;
  });
  return { pixels, noise: largest.some((value, label) => label > 0 && value <= least) };
}

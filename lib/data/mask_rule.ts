/**
 * What is a defect in the masks of a set, told by all of them.
 *
 * @module
 */
import { connectedComponents } from "../metrics/components.ts";
import type { MaskPixels } from "./mask_pixels.ts";

/** A colour as stored: red, green, blue. */
type Colour = readonly [number, number, number];

const BLACK: Colour = [0, 0, 0];

/** Colours that are counted to find the commonest one; more are those of a photograph. */
const COUNTED = 4096;
/** Share of white below which a difference may be noise, as of a JPEG that was stored as PNG. */
const FAINT = 1 / 16;
/** Painted values: no more than this many, or in runs of this many pixels a row in the mean. */
const PAINTED = { values: 3, run: 3 };

/** Sums up masks one by one. */
export class MaskSurvey {
  readonly #counts = new Map<string, number>();
  #black = false;
  #white = false;
  #lossless = true;
  readonly #faint = new Dim();
  readonly #dim = new Dim();

  /** Takes a mask into account. */
  add({ colours, white, lossy }: MaskPixels): void {
    this.#lossless &&= !lossy;
    for (let start = 0; start < colours.length;) {
      const [r, g, b] = [colours[start]!, colours[start + 1]!, colours[start + 2]!];
      let end = start + 3;
      while (colours[end] === r && colours[end + 1] === g && colours[end + 2] === b) end += 3;
      const most = Math.max(r, g, b);
      this.#white ||= most > white / 2;
      if (most > 0 && most <= white / 2) this.#dim.add(most, (end - start) / 3);
      if (most > 0 && most <= white * FAINT) this.#faint.add(most, (end - start) / 3);
      this.#count(`${r},${g},${b}`, (end - start) / 3);
      start = end;
    }
  }

  #count(colour: string, times: number): void {
    const counted = this.#counts.get(colour);
    if (counted === undefined && this.#counts.size >= COUNTED) return;
    this.#counts.set(colour, (counted ?? 0) + times);
    this.#black ||= colour === "0,0,0";
  }

  /** The rule for all masks that were added. */
  rule(): MaskRule {
    const [commonest] = [...this.#counts].sort(([, a], [, b]) => b - a);
    const single = this.#counts.size === 1;
    const background = this.#black || single || !commonest
      ? BLACK
      : commonest[0].split(",").map(Number) as unknown as Colour;
    const others = [...this.#counts.keys()].filter((colour) => colour !== background.join());
    const anyDifference = this.#lossless && !this.#white && background === BLACK;
    const beside = this.#white && background === BLACK;
    return {
      background,
      anyDifference,
      colours: others,
      dim: beside && this.#dim.runs >= PAINTED.run,
      noisy: beside && this.#faint.values > PAINTED.values && this.#faint.runs < PAINTED.run,
    };
  }
}

/** Values that are not nearly white: painted ones fill areas, noise and smoothed edges do not. */
class Dim {
  readonly #values = new Set<number>();
  #pixels = 0;
  #runs = 0;

  /** Takes a run of equal pixels into account. */
  add(value: number, pixels: number): void {
    if (this.#values.size <= PAINTED.values) this.#values.add(value);
    this.#pixels += pixels;
    this.#runs++;
  }

  /** Different values, of which no more than some are counted. */
  get values(): number {
    return this.#values.size;
  }

  /** Mean number of equal pixels beside each other. */
  get runs(): number {
    return this.#pixels / Math.max(1, this.#runs);
  }
}

/** How the masks of a set are read. */
export interface MaskRule {
  /** The colour that marks nothing. */
  readonly background: Colour;
  /** Whether every difference marks a defect: in sets without a bright value. */
  readonly anyDifference: boolean;
  /** The other colours that occur, `r,g,b`. */
  readonly colours: readonly string[];
  /** Whether areas of less than half of white are painted beside white ones. */
  readonly dim: boolean;
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
 * A defect is what differs from the background. Edges that were smoothed lie between the two: a pixel
 * belongs to the defect if it differs by more than half of white, or, in a region that is nowhere so
 * bright, by more than half of the region's largest difference. Where a set's faint differences are noise,
 * regions of them alone are none.
 */
export function markDefects(
  { width, height, colours, white, lossy }: MaskPixels,
  { background: [red, green, blue], anyDifference, noisy }: MaskRule,
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
  const threshold = (largest: number) => Math.min(white / 2, largest / 2);
  // What a lossy format leaves around a defect is no region of its own.
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

/**
 * Finds out from all masks of a set what marks a defect in them.
 *
 * @module
 */
import type { MaskPixels } from "./mask_pixels.ts";
import { type Colour, FAINT, type MaskRule } from "./mask_rule.ts";

const BLACK: Colour = [0, 0, 0];

/** Most colours that are counted to find the commonest one; only a photograph has more. */
const COUNTED = 4096;
/** Painted values: no more than this many, or in runs of this many equal pixels on average. */
const PAINTED = { values: 3, run: 3 };

/** Sums up masks one by one. */
export class MaskSurvey {
  readonly #counts = new Map<string, number>();
  #black = false;
  #white = false;
  #lossless = true;
  readonly #faint = new Dim();
  readonly #dim = new Dim();
  readonly #dimAreas = new DimAreas();

  /** Takes a mask into account. */
  add(mask: MaskPixels): void {
    const { colours, white, lossy } = mask;
    this.#lossless &&= !lossy;
    this.#dimAreas.add(mask);
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
    this.#black ||= colour === "0,0,0";
    const counted = this.#counts.get(colour);
    if (counted === undefined && this.#counts.size >= COUNTED) return;
    this.#counts.set(colour, (counted ?? 0) + times);
  }

  /** The rule for all masks that were added. */
  rule(): MaskRule {
    // In an order of their own: that of the files is by chance, as several are read at once.
    const counts = [...this.#counts].sort(([a], [b]) => byValue(a, b));
    const [commonest] = counts.toSorted(([, a], [, b]) => b - a);
    const single = this.#counts.size === 1;
    const background = this.#black || single || !commonest
      ? BLACK
      : commonest[0].split(",").map(Number) as unknown as Colour;
    const others = counts.map(([colour]) => colour).filter((colour) =>
      colour !== background.join()
    );
    const anyDifference = this.#lossless && !this.#white && background === BLACK;
    const beside = this.#white && background === BLACK;
    return {
      background,
      anyDifference,
      colours: others,
      dim: beside && this.#dim.runs >= PAINTED.run,
      dimAreas: beside && this.#dimAreas.thickness >= PAINTED.run,
      noisy: beside && this.#faint.values > PAINTED.values && this.#faint.runs < PAINTED.run,
    };
  }
}

/** From dark to bright, by red, then green, then blue. */
function byValue(a: string, b: string): number {
  const [first, second] = [a, b].map((colour) => colour.split(",").map(Number)) as [
    number[],
    number[],
  ];
  return first[0]! - second[0]! || first[1]! - second[1]! || first[2]! - second[2]!;
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

  /** The number of different values, counted up to a limit. */
  get values(): number {
    return this.#values.size;
  }

  /** Mean number of equal pixels in a row. */
  get runs(): number {
    return this.#pixels / Math.max(1, this.#runs);
  }
}

/** How thick what is at most half of white is: the edge of a smoothed area is thin in one direction. */
class DimAreas {
  #pixels = 0;
  /** Runs of equal pixels along rows and along columns. */
  readonly #runs = [0, 0];

  /** Takes a mask into account. */
  add({ colours, white, width }: MaskPixels): void {
    for (let i = 0; i < colours.length; i += 3) {
      const most = Math.max(colours[i]!, colours[i + 1]!, colours[i + 2]!);
      if (most === 0 || most > white / 2) continue;
      this.#pixels++;
      const same = (j: number) =>
        colours[i] === colours[j] && colours[i + 1] === colours[j + 1] &&
        colours[i + 2] === colours[j + 2];
      if (i % (3 * width) === 0 || !same(i - 3)) this.#runs[0]!++;
      if (i < 3 * width || !same(i - 3 * width)) this.#runs[1]!++;
    }
  }

  /** Mean number of equal pixels in a row, in the direction in which there are fewer. */
  get thickness(): number {
    return this.#pixels / Math.max(1, ...this.#runs);
  }
}

/**
 * What pictures of a large set need, collected while it is scored.
 *
 * @module
 */
import type { ScoredPart } from "../../detector/scoring/scored_images.ts";
import { ColourRangeOfMaps, type SeenMaps } from "../figure/colour_range.ts";
import type { ImageResults } from "./results.ts";

/** Images at each end of the ranking that have pictures: a test split can have 10,000 images. */
export const PICTURES_PER_END = 100;

/** Results for some images that follow one another. */
type PicturedPart = Pick<ScoredPart, "start" | "scores" | "maps" | "reconstructions">;

/** Where an image of an end of the ranking is kept. */
interface KeptImage {
  readonly index: number;
  readonly score: number;
  place: number;
}

/** Which images an {@linkcode EndsOfRanking} keeps so far, and the colours of all. */
export interface EndsSoFar {
  readonly order: readonly Readonly<KeptImage>[];
  readonly range?: SeenMaps & { readonly pixels: number };
}

/** Maps and reconstructions of the images that are shown. */
export type KeptEnds = Pick<ImageResults, "maps" | "reconstructions" | "places" | "range">;

/**
 * Keeps maps and reconstructions of the most and of the least anomalous images only, and the colour
 * range of all maps. The rest of a set as large as one likes takes no memory.
 *
 * @example
 * ```ts
 * import { EndsOfRanking } from "./kept_ends.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const ends = new EndsOfRanking(3, 1); // of three images the first and the last
 * ends.add({ start: 0, scores: Float32Array.of(7, 8), maps: Float32Array.of(70, 80) });
 * ends.add({ start: 2, scores: Float32Array.of(9), maps: Float32Array.of(90) });
 * const { maps, places } = ends.kept();
 * assertEquals([...places!.keys()].map((index) => [index, maps![places!.get(index)!]]), [
 *   [2, 90],
 *   [0, 70],
 * ]);
 * ```
 */
export class EndsOfRanking {
  readonly #count: number;
  readonly #perEnd: number;
  /** The most anomalous first; equal scores in the order of the set. */
  #order: KeptImage[] = [];
  #maps?: Float32Array;
  #reconstructions?: Float32Array;
  #range?: ColourRangeOfMaps;
  #pixels = 0;

  /**
   * @param count Images in the set.
   * @param perEnd Most images that are kept of each end.
   */
  constructor(count: number, perEnd = PICTURES_PER_END) {
    this.#count = count;
    this.#perEnd = perEnd;
  }

  /** Adds the next images of the set. */
  add({ start, scores, maps, reconstructions }: PicturedPart): void {
    if (maps) {
      this.#colours(maps.length / scores.length).add(maps);
    }
    scores.forEach((score, i) => {
      const place = this.#placeOf(start + i, score);
      if (place === undefined) return;
      const at = { i, of: scores.length, place };
      this.#maps = this.#keep(this.#maps, maps, at);
      this.#reconstructions = this.#keep(this.#reconstructions, reconstructions, at);
    });
  }

  /** What is kept so far, to go on from later, without maps and reconstructions, which are large. */
  soFar(): EndsSoFar {
    return {
      order: this.#order.map((entry) => ({ ...entry })),
      range: this.#range && { ...this.#range.seen(), pixels: this.#pixels },
    };
  }

  /** Goes on from what another one of as many images kept; {@linkcode fill} gives it their maps. */
  goOn({ order, range }: EndsSoFar): void {
    this.#order = order.map((entry) => ({ ...entry }));
    if (range) this.#colours(range.pixels).goOn(range);
  }

  /**
   * Gives maps and reconstructions of images that are kept.
   *
   * @param indices The images of the part, one of which is each place in it.
   */
  fill(indices: readonly number[], { maps, reconstructions }: Omit<PicturedPart, "start">): void {
    const places = new Map(this.#order.map(({ index, place }) => [index, place]));
    indices.forEach((index, i) => {
      const at = { i, of: indices.length, place: places.get(index)! };
      this.#maps = this.#keep(this.#maps, maps, at);
      this.#reconstructions = this.#keep(this.#reconstructions, reconstructions, at);
    });
  }

  /** What pictures show, once all images are added; absent where the method has no maps. */
  kept(): KeptEnds {
    return {
      maps: this.#maps,
      reconstructions: this.#reconstructions,
      places: new Map(this.#order.map(({ index, place }) => [index, place])),
      range: this.#range?.range(),
    };
  }

  /** Where the image is kept, in the place of one that is now in the middle; `undefined` if it is. */
  #placeOf(index: number, score: number): number | undefined {
    const before = this.#order.findIndex((other) => other.score < score);
    const entry = { index, score, place: this.#order.length };
    this.#order.splice(before < 0 ? this.#order.length : before, 0, entry);
    if (this.#order.length > 2 * this.#perEnd) {
      const [middle] = this.#order.splice(this.#perEnd, 1);
      if (middle === entry) return undefined;
      entry.place = middle!.place;
    }
    return entry.place;
  }

  #colours(pixels: number): ColourRangeOfMaps {
    this.#pixels = pixels;
    return this.#range ??= new ColourRangeOfMaps(this.#count, pixels);
  }

  #keep(
    kept: Float32Array | undefined,
    values: Float32Array | undefined,
    { i, of, place }: { readonly i: number; readonly of: number; readonly place: number },
  ): Float32Array | undefined {
    if (!values) return undefined;
    const size = values.length / of;
    kept ??= new Float32Array(Math.min(this.#count, 2 * this.#perEnd) * size);
    kept.set(values.subarray(i * size, (i + 1) * size), place * size);
    return kept;
  }
}

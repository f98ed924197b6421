/**
 * Makes images larger, in both directions at once.
 *
 * @module
 */
import type { ResizeFilter } from "../../../../data/images/image_set.ts";
import { enlargingWeights, positionOf, SHIFT } from "./filter.ts";
import type { Pixels } from "./pixels.ts";

const HALF = 1 << (SHIFT - 1);
const DISPLACEMENT = 0.5;

/** Where the pixels of one axis come from. */
interface Places {
  /** Index of the pixel before each position; may be outside. */
  readonly first: Int32Array;
  /** Positions in pixels. */
  readonly at: Float64Array;
}

/**
 * Interpolates between four pixels per direction for `lanczos3`, between two for `bilinear`.
 *
 * @param scales How many times larger; below 1, that direction has its size already and is only
 * displaced.
 */
export function enlarge(
  image: Pixels,
  { size, scales, filter }: {
    size: { readonly width: number; readonly height: number };
    scales: { readonly width: number; readonly height: number };
    filter: ResizeFilter;
  },
): Pixels {
  const border = filter === "bilinear" ? 1 : 2;
  const across = places(size.width, scales.width, border);
  const down = places(size.height, scales.height, border);
  const { channels } = image;
  const data = new Uint8ClampedArray(size.width * size.height * channels);
  const between = filter === "bilinear" ? betweenTwo(image) : betweenFour(image);
  let to = 0;
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      for (let c = 0; c < channels; c++) data[to++] = between(across, down, x, y, c);
    }
  }
  return { ...size, channels, data };
}

/**
 * Positions count from a border around the image, so that their last bits are those of libvips. It
 * displaces by half a pixel of the image, whatever the scale; the centre of a pixel would be half of
 * each.
 */
function places(count: number, scale: number, border: number): Places {
  const at = new Float64Array(count);
  const step = 1 / Math.max(1, scale);
  let x = border - DISPLACEMENT;
  for (let i = 0; i < count; i++) {
    at[i] = x;
    x += step;
  }
  return { at, first: Int32Array.from(at, (x) => Math.floor(x) - border) };
}

type Between = (across: Places, down: Places, x: number, y: number, c: number) => number;

/** Reads a value; outside the image, its border continues. */
function reader({ width, height, channels, data }: Pixels) {
  return (x: number, y: number, c: number): number => {
    const column = Math.min(width - 1, Math.max(0, x));
    const row = Math.min(height - 1, Math.max(0, y));
    return data[(row * width + column) * channels + c]!;
  };
}

function betweenFour(image: Pixels): Between {
  const read = reader(image);
  const weights = enlargingWeights();
  return (across, down, x, y, c) => {
    const columns = weights[positionOf(across.at[x]!)]!;
    const rows = weights[positionOf(down.at[y]!)]!;
    let sum = HALF;
    for (let j = 0; j < 4; j++) {
      let row = HALF;
      for (let i = 0; i < 4; i++) {
        row += columns[i]! * read(across.first[x]! - 1 + i, down.first[y]! - 1 + j, c);
      }
      sum += rows[j]! * (row >> SHIFT);
    }
    return sum >> SHIFT;
  };
}

function betweenTwo(image: Pixels): Between {
  const read = reader(image);
  const share = (x: number) => Math.trunc((x - Math.trunc(x)) * 2 ** SHIFT);
  return (across, down, x, y, c) => {
    const right = share(across.at[x]!);
    const below = share(down.at[y]!);
    const above = 2 ** SHIFT - below;
    const belowRight = (below * right) >> SHIFT;
    const aboveRight = (above * right) >> SHIFT;
    const [left, top] = [across.first[x]!, down.first[y]!];
    const sum = (above - aboveRight) * read(left, top, c) +
      aboveRight * read(left + 1, top, c) +
      (below - belowRight) * read(left, top + 1, c) +
      belowRight * read(left + 1, top + 1, c);
    return (sum + HALF) >> SHIFT;
  };
}

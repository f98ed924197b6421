/**
 * Makes images smaller along one axis.
 *
 * @module
 */
import type { ResizeFilter } from "../../../../data/images/image_set.ts";
import { countPoints, positionOf, reducingWeights, SHIFT } from "./filter.ts";
import { aroundAxis, type Axis, likeWith, type Pixels } from "./pixels.ts";

/** The least reduction that is left to the filter after means of whole numbers of pixels. */
const GAP = 2;

/**
 * Takes means of whole numbers of pixels, then applies the filter.
 *
 * @param shrink How many times smaller, at least 1.
 */
export function reduce(
  image: Pixels,
  { axis, shrink, filter }: { axis: Axis; shrink: number; filter: ResizeFilter },
): Pixels {
  const count = image[axis];
  const target = Math.floor(count / shrink + 0.5);
  const whole = Math.max(1, Math.floor(count / target / GAP));
  const invented = (target * shrink - count) / whole;
  return applyFilter(average(image, axis, whole), {
    axis,
    target,
    shrink: shrink / whole,
    offset: (1 + invented) / 2 - 1,
    filter,
  });
}

/** Takes means of `whole` pixels each; at the end the last pixel counts several times. */
function average(image: Pixels, axis: Axis, whole: number): Pixels {
  if (whole === 1) return image;
  const { outer, count, inner } = aroundAxis(image, axis);
  const target = Math.ceil(count / whole);
  const result = likeWith(image, axis, target);
  const factor = Math.floor(2 ** 24 / whole);
  const half = Math.floor(whole / 2);
  const sums = new Int32Array(inner);
  for (let o = 0; o < outer; o++) {
    for (let t = 0; t < target; t++) {
      sums.fill(half);
      for (let k = 0; k < whole; k++) {
        const from = (o * count + Math.min(count - 1, t * whole + k)) * inner;
        for (let i = 0; i < inner; i++) sums[i]! += image.data[from + i]!;
      }
      const to = (o * target + t) * inner;
      for (let i = 0; i < inner; i++) {
        result.data[to + i] = Math.floor(sums[i]! * factor / 2 ** 24);
      }
    }
  }
  return result;
}

function applyFilter(
  image: Pixels,
  { axis, target, shrink, offset, filter }: {
    axis: Axis;
    target: number;
    shrink: number;
    offset: number;
    filter: ResizeFilter;
  },
): Pixels {
  if (shrink === 1) return image;
  const { outer, count, inner } = aroundAxis(image, axis);
  const result = likeWith(image, axis, target);
  const points = countPoints(filter, shrink);
  const weights = reducingWeights(filter, shrink, points);
  const before = Math.ceil(points / 2) - 1;
  const sums = new Int32Array(inner);
  let x = 0.5 * shrink - 0.5 - offset;
  for (let t = 0; t < target; t++) {
    const first = Math.trunc(x) - before;
    const weight = weights[positionOf(x)]!;
    for (let o = 0; o < outer; o++) {
      sums.fill(1 << (SHIFT - 1));
      for (let k = 0; k < points; k++) {
        const from = (o * count + Math.min(count - 1, Math.max(0, first + k))) * inner;
        const w = weight[k]!;
        for (let i = 0; i < inner; i++) sums[i]! += w * image.data[from + i]!;
      }
      const to = (o * target + t) * inner;
      for (let i = 0; i < inner; i++) result.data[to + i] = sums[i]! >> SHIFT;
    }
    // A sum of steps, not a product: at the border of two positions the last bit decides.
    x += shrink;
  }
  return result;
}

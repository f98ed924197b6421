/**
 * Irregular outlines, and the pixels inside them.
 *
 * @module
 */
import type { Random } from "../../random.ts";

/** A point, x to the right and y down, in pixels. */
export type Point = readonly [x: number, y: number];

/** An ellipse: centre, half axes, and the direction of the first axis as a unit vector. */
export interface Ellipse {
  readonly centre: Point;
  readonly axes: readonly [number, number];
  readonly direction: Point;
}

/** Points of the outline that are moved. */
const KNOTS = 20;
/** Points of the curve between two knots. */
const DENSITY = 10;
/** Cosine and sine of 360°/20, to turn from knot to knot by IEEE arithmetic only. */
const TURN: Point = [0.9510565162951535, 0.3090169943749474];

/**
 * Draws a direction uniformly on the circle, by rejection, so that no function of an angle is needed.
 */
export function randomDirection(random: Random): Point {
  for (;;) {
    const [x, y] = [random.uniform(-1, 1), random.uniform(-1, 1)];
    const length = Math.sqrt(x * x + y * y);
    if (length > 0.01 && length < 1) return [x / length, y / length];
  }
}

/**
 * A closed smooth curve near an ellipse: 20 points of it, each coordinate moved by up to `wobble`
 * pixels, ordered around the centre and joined by Catmull–Rom splines.
 */
export function irregularOutline(ellipse: Ellipse, wobble: number, random: Random): Point[] {
  const { centre: [cx, cy], axes: [a, b], direction: [ux, uy] } = ellipse;
  const knots: Point[] = [];
  let [cos, sin] = [1, 0];
  for (let i = 0; i < KNOTS; i++) {
    const x = ux * a * cos - uy * b * sin + random.uniform(-wobble, wobble);
    const y = uy * a * cos + ux * b * sin + random.uniform(-wobble, wobble);
    knots.push([x, y]);
    [cos, sin] = [cos * TURN[0] - sin * TURN[1], sin * TURN[0] + cos * TURN[1]];
  }
  knots.sort(byAngle);
  return knots.flatMap((p, i) => {
    const at = (k: number) => knots[(i + k + KNOTS) % KNOTS]!;
    const [before, q, after] = [at(-1), at(1), at(2)];
    return Array.from({ length: DENSITY }, (_, k): Point => [
      cx + spline(before[0], p[0], q[0], after[0], k / DENSITY),
      cy + spline(before[1], p[1], q[1], after[1], k / DENSITY),
    ]);
  });
}

/** Counter-clockwise in a plane whose y points up, starting at the positive x axis. */
function byAngle(p: Point, q: Point): number {
  const half = ([x, y]: Point) => (y > 0 || (y === 0 && x > 0) ? 0 : 1);
  return half(p) - half(q) || p[1] * q[0] - p[0] * q[1];
}

/** The cubic from `p` to `q` whose slope at each is that of the chord between its neighbours. */
function spline(before: number, p: number, q: number, after: number, t: number): number {
  const square = 2 * before - 5 * p + 4 * q - after;
  const cube = 3 * (p - q) + after - before;
  return p + 0.5 * t * ((q - before) + t * (square + t * cube));
}

/**
 * The pixels whose centres lie inside a closed polygon, by the even-odd rule.
 *
 * @returns Indices `y · width + x`, ascending.
 */
export function pixelsInside(
  polygon: readonly Point[],
  { height, width }: { readonly height: number; readonly width: number },
): number[] {
  const crossings = Array.from({ length: height }, (): number[] => []);
  for (let i = 0; i < polygon.length; i++) {
    const [x0, y0] = polygon[i]!;
    const [x1, y1] = polygon[(i + 1) % polygon.length]!;
    const end = Math.min(height, Math.ceil(Math.max(y0, y1)));
    for (let row = Math.max(0, Math.floor(Math.min(y0, y1))); row < end; row++) {
      const y = row + 0.5;
      if ((y0 <= y) !== (y1 <= y)) crossings[row]!.push(x0 + ((y - y0) * (x1 - x0)) / (y1 - y0));
    }
  }
  const inside: number[] = [];
  crossings.forEach((across, row) => {
    across.sort((a, b) => a - b);
    for (let k = 0; k + 1 < across.length; k += 2) {
      const first = Math.max(0, Math.ceil(across[k]! - 0.5));
      const end = Math.min(width, Math.ceil(across[k + 1]! - 0.5));
      for (let x = first; x < end; x++) inside.push(row * width + x);
    }
  });
  return inside;
}

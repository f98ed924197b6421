/**
 * Changes of geometry that move whole pixels: rotations by 90°, mirroring, shifts.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { gatherRows } from "../ops/gather_rows.ts";

/**
 * Where each pixel of a square image comes from: `source[y · size + x]` is an index of the same kind.
 */
export type PixelMove = Int32Array;

/**
 * Writes a move as a table.
 *
 * @param size Height and width in pixels.
 * @param source Returns the pixel to put at `(y, x)`, as `[y, x]`, all in [0, size).
 *
 * @example
 * ```ts
 * import { pixelMove } from "./pixel_moves.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const mirrored = pixelMove(2, (y, x) => [y, 1 - x]);
 * assertEquals([...mirrored], [1, 0, 3, 2]);
 * ```
 */
export function pixelMove(
  size: number,
  source: (y: number, x: number) => readonly [number, number],
): PixelMove {
  const move = new Int32Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [fromY, fromX] = source(y, x);
      move[y * size + x] = fromY * size + fromX;
    }
  }
  return move;
}

/** Combines two moves: first one, then the other. */
export function thenMove(first: PixelMove, second: PixelMove): PixelMove {
  return second.map((index) => first[index]!);
}

/**
 * Rotates counter-clockwise.
 *
 * @param size Height and width in pixels.
 * @param turns Quarter turns, 0 … 3.
 */
export function quarterTurns(size: number, turns: number): PixelMove {
  const last = size - 1;
  const quarter = pixelMove(size, (y, x) => [x, last - y]);
  let move = pixelMove(size, (y, x) => [y, x]);
  for (let i = 0; i < turns; i++) move = thenMove(move, quarter);
  return move;
}

/** Moves the pixels of each image by one of several tables. */
export type PixelMover = (images: tf.Tensor4D, chosen: tf.Tensor1D) => tf.Tensor4D;

/**
 * Makes an op of several moves: a single gather, whatever they are. No gradient flows to the images.
 *
 * @param moves All for one size.
 * @returns Takes square images `[b, size, size, c]` and for each the index of its move, `[b]` int32.
 *
 * @example
 * ```ts
 * import { pixelMover, quarterTurns } from "./pixel_moves.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const rotate = pixelMover([0, 1].map((turns) => quarterTurns(2, turns)));
 * const images = tf.tensor4d([1, 2, 3, 4, 1, 2, 3, 4], [2, 2, 2, 1]);
 * const rotated = rotate(images, tf.tensor1d([0, 1], "int32"));
 * assertEquals([...rotated.dataSync()], [1, 2, 3, 4, 2, 4, 1, 3]);
 * ```
 */
export function pixelMover(moves: readonly PixelMove[]): PixelMover {
  const pixels = moves[0]?.length ?? 0;
  if (pixels === 0 || moves.some((move) => move.length !== pixels)) {
    throw new RangeError("Cannot move pixels without moves of one size");
  }
  const values = new Int32Array(moves.length * pixels);
  moves.forEach((move, i) => values.set(move, i * pixels));
  return (images, chosen) => {
    const [b, h, w, c] = images.shape;
    if (h * w !== pixels) throw new RangeError(`Cannot move ${h}×${w} pixels by ${pixels} indices`);
    return tf.tidy(() => {
      const table = tf.tensor2d(values, [moves.length, pixels], "int32");
      const starts = Int32Array.from({ length: b }, (_, image) => image * pixels);
      const own = gatherRows(table, chosen); // [b, h · w]
      const all = tf.add(own, tf.tensor2d(starts, [b, 1], "int32")).reshape([b * pixels]);
      return gatherRows(images.reshape([b * pixels, c]), all as tf.Tensor1D)
        .reshape([b, h, w, c]) as tf.Tensor4D;
    });
  };
}

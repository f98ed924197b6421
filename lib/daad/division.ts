/**
 * Divides feature maps into blocks and assembles them again.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../errors.ts";

/** The number of parts into which a feature map is divided along each axis. */
export interface Division {
  /** r_h: parts along the height. */
  readonly height: number;
  /** r_w: parts along the width. */
  readonly width: number;
  /** r_c: parts along the channels. */
  readonly channels: number;
}

/** Size of one feature map, without the batch. */
export interface FeatureShape {
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /** Values at each position. */
  readonly channels: number;
}

const AXES = ["height", "width", "channels"] as const;

/**
 * Limits a division to the feature map's size: 8 parts of a 4×4 map are 4 parts of one position.
 *
 * @throws {InputError} If a part count is not a positive whole number or does not divide its axis.
 */
export function fitDivision(division: Division, shape: FeatureShape, field: string): Division {
  const fitted = { ...division };
  for (const axis of AXES) {
    const wanted = division[axis];
    if (!Number.isInteger(wanted) || wanted < 1) {
      throw new InputError(`${field}.${axis}: expected a whole number >= 1, found ${wanted}`);
    }
    fitted[axis] = Math.min(wanted, shape[axis]);
    if (shape[axis] % fitted[axis] !== 0) {
      const divisors = Array.from({ length: shape[axis] }, (_, i) => i + 1)
        .filter((n) => shape[axis] % n === 0);
      throw new InputError(
        `${field}.${axis}: ${wanted} blocks do not divide the feature map's ${axis} of ` +
          `${shape[axis]}; use one of ${divisors.join(", ")}`,
      );
    }
  }
  return fitted;
}

/**
 * Q: the number of blocks of one feature map.
 *
 * @example
 * ```ts
 * import { blockCount } from "./division.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(blockCount({ height: 4, width: 4, channels: 1 }), 16);
 * ```
 */
export function blockCount(division: Division): number {
  return division.height * division.width * division.channels;
}

/**
 * D: the number of values in one block.
 *
 * @example
 * ```ts
 * import { blockSize } from "./division.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const division = { height: 4, width: 4, channels: 1 };
 * assertEquals(blockSize(division, { height: 8, width: 8, channels: 64 }), 2 * 2 * 64);
 * ```
 */
export function blockSize(division: Division, shape: FeatureShape): number {
  return (shape.height * shape.width * shape.channels) / blockCount(division);
}

/**
 * Divides feature maps into flattened blocks.
 *
 * `[b, h, w, c] → [b · Q, D]` with `Q = r_h · r_w · r_c` and `D = h/r_h · w/r_w · c/r_c`; blocks are
 * in the order (image, row, column, channel part), values in a block in the order (row, column,
 * channel).
 *
 * Source: DAAD, section "block-wise memory".
 *
 * @param feature `[b, h, w, c]`.
 * @param division Parts along each axis; each divides its axis.
 * @returns `[b · Q, D]`.
 *
 * @example
 * ```ts
 * import { assemble, divide } from "./division.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const feature = tf.range(0, 16).reshape([1, 4, 4, 1]) as tf.Tensor4D;
 * const division = { height: 2, width: 2, channels: 1 };
 * const blocks = divide(feature, division);
 * assertEquals(blocks.arraySync()[1], [2, 3, 6, 7]);
 * assertEquals(assemble(blocks, division, feature.shape).dataSync(), feature.dataSync());
 * ```
 */
export function divide(feature: tf.Tensor4D, division: Division): tf.Tensor2D {
  const [b, h, w, c] = feature.shape;
  const { height: rh, width: rw, channels: rc } = division;
  const [bh, bw, bc] = [h / rh, w / rw, c / rc];
  return tf.tidy(() => {
    const spatial = feature
      .reshape([b * rh, bh, rw, bw * c])
      .transpose([0, 2, 1, 3]); // [b·rh, rw, bh, bw·c]
    if (rc === 1) return spatial.reshape([b * rh * rw, bh * bw * c]);
    return spatial
      .reshape([b * rh * rw, bh * bw, rc, bc])
      .transpose([0, 2, 1, 3]) // [b·rh·rw, rc, bh·bw, bc]
      .reshape([b * rh * rw * rc, bh * bw * bc]);
  });
}

/**
 * Puts blocks back in their places: the inverse of {@linkcode divide}.
 *
 * @param blocks `[b · Q, D]`.
 * @param division The division that made them.
 * @param shape `[b, h, w, c]` of the feature map.
 * @returns `[b, h, w, c]`.
 */
export function assemble(
  blocks: tf.Tensor2D,
  division: Division,
  shape: [number, number, number, number],
): tf.Tensor4D {
  const [b, h, w, c] = shape;
  const { height: rh, width: rw, channels: rc } = division;
  const [bh, bw, bc] = [h / rh, w / rw, c / rc];
  return tf.tidy(() => {
    const spatial = rc === 1 ? blocks : blocks
      .reshape([b * rh * rw, rc, bh * bw, bc])
      .transpose([0, 2, 1, 3]); // [b·rh·rw, bh·bw, rc, bc]
    return spatial
      .reshape([b * rh, rw, bh, bw * c])
      .transpose([0, 2, 1, 3]) // [b·rh, bh, rw, bw·c]
      .reshape(shape);
  });
}

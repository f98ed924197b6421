/**
 * Decoded images, and one of their axes at a time.
 *
 * @module
 */

/** An image, 8 bits per value. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 1 = gray, 3 = RGB. */
  readonly channels: number;
  /** `[height, width, channels]`. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** An axis of an image. */
export type Axis = "width" | "height";

/** An image as `[outer, count, inner]`, with the axis in the middle. */
export function aroundAxis(
  { width, height, channels }: Pixels,
  axis: Axis,
): { outer: number; count: number; inner: number } {
  return axis === "width"
    ? { outer: height, count: width, inner: channels }
    : { outer: 1, count: height, inner: width * channels };
}

/** An image of zeros that has `count` pixels along an axis and otherwise the shape of another one. */
export function likeWith(
  image: Pixels,
  axis: Axis,
  count: number,
): Pixels & { readonly data: Uint8ClampedArray } {
  const size = { ...image, [axis]: count };
  return { ...size, data: new Uint8ClampedArray(size.width * size.height * size.channels) };
}

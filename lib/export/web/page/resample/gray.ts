/**
 * Turns colour into gray by the luminance of linear light, as the commands do.
 *
 * @module
 */
import { roundHalfEven } from "./filter.ts";
import type { Pixels } from "./pixels.ts";

const { fround } = Math;

/** Linear light of an sRGB value, `[256]`. */
const LINEAR = Float32Array.from({ length: 256 }, (_, i) => {
  const value = fround(i / 255);
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** The sRGB value of linear light in steps of 1 / 255, `[257]`. */
const ENCODED = Uint8Array.from({ length: 257 }, (_, i) => {
  const light = Math.min(1, i / 255);
  const value = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  return roundHalfEven(255 * fround(value));
});

/** Makes one channel of three. */
export function toGray({ width, height, data }: Pixels): Pixels {
  const gray = new Uint8ClampedArray(width * height);
  for (let i = 0; i < gray.length; i++) {
    const [r, g, b] = [data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!];
    const light = fround(
      fround(fround(0.2126) * LINEAR[r]!) + fround(0.7152) * LINEAR[g]! +
        fround(0.0722) * LINEAR[b]!,
    );
    const at = fround(light * 255);
    const below = Math.trunc(at);
    const step = ENCODED[below + 1]! - ENCODED[below]!;
    gray[i] = roundHalfEven(fround(ENCODED[below]! + step * fround(at - below)));
  }
  return { width, height, channels: 1, data: gray };
}

/** Images for tests of augmentations. */
import type { PixelImage } from "../../../lib/data/augment/mod.ts";

/** Pixels that all differ from their neighbours, by a formula. */
export function ramp(height: number, width: number, channels = 3): PixelImage {
  const pixels = Uint8Array.from(
    { length: height * width * channels },
    (_, i) => (i * 37 + (i >> 3) * 11) % 256,
  );
  return { height, width, channels, pixels };
}

/** An image with one value everywhere. */
export function plain(height: number, width: number, value: number, channels = 1): PixelImage {
  const pixels = new Uint8Array(height * width * channels).fill(value);
  return { height, width, channels, pixels };
}

/** SHA-256 of the shape and the pixels, the first 16 hex digits. */
export async function hashOf({ height, width, channels, pixels }: PixelImage): Promise<string> {
  const bytes = Uint8Array.of(height, width, channels, ...pixels);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex().slice(0, 16);
}

/**
 * Reads the colours of one mask file, before it is known which one is the background.
 *
 * @module
 */
import { openImage } from "../decode/open_image.ts";

/** A mask as colours at its own size. */
export interface MaskPixels {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** As stored, on black where transparent, `[height, width, 3]`. */
  readonly colours: Float32Array | Uint8Array;
  /** The value of white. */
  readonly white: number;
  /** Whether the format changes values (JPEG, WebP), so that small differences mean nothing. */
  readonly lossy: boolean;
}

/**
 * Reads a mask with its values as they are stored, upright.
 *
 * If everything visible is black and something is transparent, the opaque part is what was painted:
 * the mask is then the alpha channel.
 *
 * @throws {Error} If the file cannot be decoded.
 */
export async function readMaskPixels(path: string): Promise<MaskPixels> {
  const { metadata, decode } = await openImage(path);
  const { depth = "uchar", format, space = "srgb" } = metadata;
  const wide = depth !== "uchar";
  const gray = metadata.channels !== undefined && metadata.channels < 3;
  const { data, info } = await (await decode()).autoOrient()
    .toColourspace(wide ? space : gray ? "b-w" : "srgb")
    .raw({ depth: wide ? "float" : "uchar" })
    .toBuffer({ resolveWithObject: true });
  const values = wide
    ? new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const { width, height, channels } = info;
  const white = depth === "ushort" ? 65535 : wide ? largest(values) || 1 : 255;
  return {
    width,
    height,
    colours: onBlack(values, channels, white),
    white,
    lossy: format === "jpeg" || format === "webp",
  };
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]!);
  return most;
}

/** `[pixels, channels]`, the last of 2 or 4 being alpha, as three channels. */
function onBlack<T extends Float32Array | Uint8Array>(
  values: T,
  channels: number,
  white: number,
): T {
  if (channels === 3) return values;
  const pixels = values.length / channels;
  const colours =
    (values instanceof Uint8Array ? new Uint8Array(3 * pixels) : new Float32Array(3 * pixels)) as T;
  const alpha = channels === 2 || channels === 4 ? channels - 1 : undefined;
  const last = alpha === 3 ? 2 : 0; // gray is repeated
  const alphaAt = (i: number) => alpha === undefined ? white : values[i * channels + alpha]!;
  let [seen, transparent] = [false, false];
  for (let i = 0; i < pixels; i++) {
    const opacity = alphaAt(i) / white;
    transparent ||= opacity < 1;
    for (let c = 0; c < 3; c++) {
      const value = values[i * channels + Math.min(c, last)]! * opacity;
      colours[3 * i + c] = value;
      seen ||= value > 0;
    }
  }
  if (seen || !transparent) return colours;
  for (let i = 0; i < pixels; i++) colours.fill(alphaAt(i), 3 * i, 3 * i + 3);
  return colours;
}

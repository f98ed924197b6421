/// <reference lib="dom" />
/**
 * Decodes a file to its pixels, upright and on black, as the commands do.
 *
 * @module
 */
import { opaque, release } from "./canvas.ts";
import { drawPicture } from "./picture.ts";
import type { ScaledFormat } from "./resample/on_load.ts";
import type { Pixels } from "./resample/pixels.ts";

/** A decoded image. */
export interface Decoded {
  readonly pixels: Pixels;
  /** The same for drawing, reduced if it is large. */
  readonly picture: HTMLCanvasElement;
  /** Of the file, if the commands decode it at a smaller size. */
  readonly format?: ScaledFormat;
}

/** Rows that are read at once: some browsers have no canvas of a whole photograph's size. */
const ROWS = 256;
/** The most pixels that a photograph may have; more would need gigabytes. */
const MOST_PIXELS = 2 ** 27;

/**
 * Decodes a picture of any type that the browser knows.
 *
 * @throws {Error} If the browser cannot read it, in one line.
 */
export async function decode(file: Blob): Promise<Decoded> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error("this browser cannot read it; PNG and JPEG are read everywhere");
  });
  try {
    const { width, height } = bitmap;
    if (width * height > MOST_PIXELS) {
      throw new Error(`has ${width} × ${height} pixels, more than a page can hold`);
    }
    return {
      pixels: readPixels(bitmap),
      picture: drawPicture(bitmap),
      format: await formatOf(file),
    };
  } finally {
    bitmap.close();
  }
}

async function formatOf(file: Blob): Promise<ScaledFormat | undefined> {
  const bytes = new Uint8Array(await file.slice(0, 12).arrayBuffer());
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return "jpeg";
  return /^RIFF....WEBP$/s.test(String.fromCharCode(...bytes)) ? "webp" : undefined;
}

/** Whether pixels are read as they were drawn, which privacy settings may prevent. */
export function readsPixels(): boolean {
  const context = opaque(16, 16);
  const drawn = context.createImageData(16, 16);
  for (let i = 0; i < drawn.data.length; i++) drawn.data[i] = i % 4 === 3 ? 255 : (i * 37) % 256;
  context.putImageData(drawn, 0, 0);
  const { data } = context.getImageData(0, 0, 16, 16);
  return data.every((value, i) => value === drawn.data[i]);
}

function readPixels(bitmap: ImageBitmap): Pixels {
  const { width, height } = bitmap;
  const data = new Uint8ClampedArray(width * height * 3);
  const rows = Math.min(ROWS, height);
  const context = opaque(width, rows);
  let to = 0;
  for (let top = 0; top < height; top += rows) {
    context.fillRect(0, 0, width, rows);
    context.drawImage(bitmap, 0, -top);
    const rgba = context.getImageData(0, 0, width, Math.min(rows, height - top)).data;
    for (let from = 0; from < rgba.length; from += 4) {
      for (let c = 0; c < 3; c++) data[to++] = rgba[from + c]!;
    }
  }
  release(context.canvas);
  return { width, height, channels: 3, data };
}

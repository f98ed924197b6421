/// <reference lib="dom" />
/**
 * What is shown of an image: drawn while it is on display, compressed while it is not, as browsers
 * hold the drawings of few images only.
 *
 * @module
 */
import { opaque } from "./canvas.ts";

/** Largest side of what is drawn. */
const SHOWN = 1200;

/** Largest side of what is kept to the bit: such images are shown enlarged, with every loss. */
const EXACT = 512;

/** Draws an image, at most {@linkcode SHOWN} pixels per side. */
export function drawPicture(bitmap: ImageBitmap): HTMLCanvasElement {
  const scale = Math.min(1, SHOWN / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const context = opaque(width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  return context.canvas;
}

/**
 * Compresses a drawing.
 *
 * @throws {Error} If the browser cannot, in one line.
 */
export function compress(picture: HTMLCanvasElement): Promise<Blob> {
  const type = Math.max(picture.width, picture.height) <= EXACT ? "image/png" : "image/jpeg";
  return new Promise((resolve, reject) =>
    picture.toBlob(
      (blob) => blob ? resolve(blob) : reject(new Error("too little memory to keep its picture")),
      type,
      0.92,
    )
  );
}

/** Draws what was compressed. */
export async function expand(blob: Blob): Promise<HTMLCanvasElement> {
  const bitmap = await createImageBitmap(blob);
  try {
    return drawPicture(bitmap);
  } finally {
    bitmap.close();
  }
}

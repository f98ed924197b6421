/// <reference lib="dom" />
/**
 * Canvases that nobody sees.
 *
 * @module
 */

/** Without transparency a canvas is black where nothing is drawn. */
export function opaque(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas.getContext("2d", { alpha: false, willReadFrequently: true })!;
}

/**
 * Gives up a canvas's pixels at once: Safari limits what all canvases take together, those too that
 * nobody refers to any more.
 */
export function release(canvas: HTMLCanvasElement): void {
  canvas.width = canvas.height = 0;
}

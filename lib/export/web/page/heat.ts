/// <reference lib="dom" />
/**
 * Draws an image with its heat map and the outline of what is above a threshold.
 *
 * @module
 */
import { outline } from "./outline.ts";

/** Values that span the colours. */
export interface HeatRange {
  readonly low: number;
  readonly high: number;
}

/** How the map is shown. */
export interface HeatOptions {
  readonly map: Float32Array;
  /** Height and width of the map in pixels. */
  readonly size: number;
  readonly range: HeatRange;
  /** 0 to 1. */
  readonly opacity: number;
  readonly threshold: number;
}

/** The colours, `[256][3]`. */
export type Colours = readonly (readonly [number, number, number])[];

/** Reads {@linkcode Colours} from six hexadecimal digits each. */
export function parseColours(text: string): Colours {
  return (text.match(/.{6}/g) ?? []).map((hex) => {
    const value = parseInt(hex, 16);
    return [value >> 16, (value >> 8) & 255, value & 255] as const;
  });
}

/** Draws over the canvas; without `heat`, only the image. */
export function drawHeat(
  canvas: HTMLCanvasElement,
  picture: HTMLCanvasElement,
  heat: { readonly colours: Colours; readonly options: HeatOptions } | undefined,
): void {
  const [width, height] = shownSize(picture);
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d")!;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  if (!heat) return;
  const { options, colours } = heat;
  if (options.opacity > 0) context.drawImage(colourMap(options, colours), 0, 0, width, height);
  drawOutline(context, options);
}

/** Small images are enlarged, so that outlines are thin. */
function shownSize({ width, height }: HTMLCanvasElement): [number, number] {
  const scale = Math.max(1, Math.round(768 / Math.max(width, height)));
  return [width * scale, height * scale];
}

/** Makes low values transparent, so that normal areas are seen as they are. */
function colourMap(
  { map, size, range: { low, high }, opacity }: HeatOptions,
  colours: Colours,
): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(size, size);
  const scale = high > low ? 1 / (high - low) : 0;
  for (let i = 0; i < map.length; i++) {
    const share = Math.min(1, Math.max(0, (map[i]! - low) * scale));
    image.data.set(colours[Math.round(share * (colours.length - 1))]!, 4 * i);
    image.data[4 * i + 3] = 255 * opacity * coverOf(share);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** How much of the image a value covers, by its share of the range. */
export function coverOf(share: number): number {
  return share ** 0.7;
}

/** Draws white on black, which can be seen on any image. */
function drawOutline(
  context: CanvasRenderingContext2D,
  { map, size, threshold }: HeatOptions,
): void {
  const { width, height } = context.canvas;
  context.beginPath();
  for (const [x0, y0, x1, y1] of outline(map, size, threshold)) {
    context.moveTo(x0 / size * width, y0 / size * height);
    context.lineTo(x1 / size * width, y1 / size * height);
  }
  const thin = Math.max(width, height) / 400;
  context.lineCap = "square";
  for (const [style, wide] of [["rgb(0 0 0 / 0.7)", 2.2 * thin], ["#ffffff", thin]] as const) {
    context.strokeStyle = style;
    context.lineWidth = wide;
    context.stroke();
  }
}

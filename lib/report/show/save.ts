/**
 * Writes figures to files.
 *
 * @module
 */
import sharp from "sharp";
import { Buffer } from "node:buffer";
import { InputError } from "../../errors.ts";
import { writeFileAtomically } from "../../files.ts";
import type { Figure, HtmlTable, Picture } from "../figure/figure.ts";
import { Markup, markup } from "../figure/markup.ts";
import { renderSvg } from "../svg/render.ts";

/** Dots per inch at which one pixel of a chart is one pixel of a PNG. */
const SCREEN_DPI = 72;

/** Options of {@linkcode saveFigure}. */
export interface SaveOptions {
  /** Pixels of a PNG for each pixel of a chart. Default 2, sharp in print and on phones. */
  readonly scale?: number;
}

/**
 * Writes a chart as `.svg` or `.png`, a picture as `.png`, a table as `.html`; creates the folder if
 * it is missing.
 *
 * @param path File to write; its extension decides the format.
 * @throws {InputError} For another extension, or a chart that the static renderer cannot draw.
 *
 * @example
 * ```ts
 * import { saveFigure } from "./save.ts";
 * import { plotLosses } from "../plots/losses.ts";
 * import { assert } from "@std/assert";
 *
 * const path = `${await Deno.makeTempDir()}/losses.png`;
 * await saveFigure(plotLosses([{ total: 0.5 }, { total: 0.25 }]), path);
 * assert((await Deno.stat(path)).size > 1000);
 * ```
 */
export async function saveFigure(
  figure: Figure | Picture | HtmlTable,
  path: string,
  { scale = 2 }: SaveOptions = {},
): Promise<void> {
  const content = await encode(figure, path, scale);
  const folder = /^(.*)[/\\]/.exec(path)?.[1];
  if (folder) await Deno.mkdir(folder, { recursive: true });
  await writeFileAtomically(path, content);
}

async function encode(
  figure: Figure | Picture | HtmlTable,
  path: string,
  scale: number,
): Promise<string | Uint8Array> {
  const ending = /\.[^./\\]*$/.exec(path)?.[0].toLowerCase();
  if ("html" in figure) {
    if (ending === ".html") return page(figure);
    throw new InputError(`${path}: a table is written as .html only`);
  }
  if (ending === ".png") {
    return "png" in figure ? figure.png : await rasterise(renderSvg(figure), scale);
  }
  if ("png" in figure) throw new InputError(`${path}: a picture is written as .png only`);
  if (ending === ".svg") return renderSvg(figure);
  throw new InputError(`${path}: expected a name that ends in .svg or .png`);
}

function page({ name, caption, html }: HtmlTable): string {
  const head = markup`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${name}</title></head>
<body>${new Markup(html)}<p>${caption}</p></body></html>
`;
  return head.text;
}

async function rasterise(svg: string, scale: number): Promise<Uint8Array> {
  return await sharp(Buffer.from(svg), { density: SCREEN_DPI * scale }).png().toBuffer();
}

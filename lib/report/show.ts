/**
 * Shows figures: inside the notebook, or in a file where there is none.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { Figure, HtmlTable, Picture } from "./figure.ts";
import { findKernel, type Kernel, type MediaBundle } from "./kernel.ts";
import { withLogTicks } from "./log_ticks.ts";
import { Markup, markup } from "./markup.ts";
import { openInBrowser } from "./open_in_browser.ts";
import { saveFigure } from "./save.ts";
import { plainArrays } from "./svg/drawable.ts";
import { renderSvg } from "./svg/render.ts";

/** Options of {@linkcode show}. */
export interface ShowOptions {
  /**
   * Where to write outside of a notebook. Default `runs/figures/<name>.svg`, of a picture `.png`, of a
   * table `.html`.
   */
  readonly path?: string;
  /**
   * In a script: shows a chart in the browser instead of writing a file; see `openInBrowser`. Default
   * false.
   */
  readonly open?: boolean;
  /** Where to show. Default: the kernel of the notebook, if this is one. */
  readonly kernel?: Kernel;
}

/**
 * Shows a figure with its caption as output of the notebook's cell; outside of a notebook, writes it
 * to a file.
 *
 * A chart is interactive where JupyterLab has the Plotly extension (`pip install plotly`), and a
 * still picture elsewhere.
 *
 * @returns The file that was written; `undefined` in a notebook and with `open`.
 * @throws {InputError} Outside of a notebook, for a chart that the static renderer cannot draw, and with
 * `open` for what is no chart.
 *
 * @example
 * ```ts
 * import { show } from "./show.ts";
 * import { plotLosses } from "./plots/losses.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const path = `${await Deno.makeTempDir()}/losses.svg`;
 * const figure = plotLosses([{ total: 0.5 }, { total: 0.25 }]);
 * assertEquals(await show(figure, { path }), path);
 * ```
 */
export async function show(
  figure: Figure | Picture | HtmlTable,
  { path, open = false, kernel = findKernel() }: ShowOptions = {},
): Promise<string | undefined> {
  if (!kernel && open) {
    if (!("data" in figure)) throw new InputError(`${figure.name}: only charts are opened`);
    await openInBrowser(figure);
    return undefined;
  }
  if (!kernel) {
    const target = path ?? `runs/figures/${figure.name}.${endingOf(figure)}`;
    await saveFigure(figure, target);
    return target;
  }
  await kernel.display(bundleOf(figure), { raw: true });
  if (figure.caption === "") return undefined;
  await kernel.display({
    "text/html":
      markup`${
        "data" in figure && new Markup(FITS)
      }<p style="max-width:52em"><em>${figure.caption}</em></p>`.text,
    "text/plain": figure.caption,
  }, { raw: true });
  return undefined;
}

/** Pages that are made of notebooks show the still picture of a chart as wide as it is. */
const FITS = "<style>.jp-RenderedSVG img{max-width:100%;height:auto}</style>";

function endingOf(figure: Figure | Picture | HtmlTable): string {
  if ("png" in figure) return "png";
  return "html" in figure ? "html" : "svg";
}

function bundleOf(figure: Figure | Picture | HtmlTable): MediaBundle {
  if ("png" in figure) return pictureBundle(figure);
  return "html" in figure
    ? { "text/html": figure.html, "text/plain": figure.text }
    : chartBundle(figure);
}

function pictureBundle({ png, name }: Picture): MediaBundle {
  return { "image/png": png.toBase64(), "text/plain": `[picture: ${name}]` };
}

function chartBundle(figure: Figure): MediaBundle {
  const { data, name } = figure;
  // JupyterLab gives a chart the width of the cell, and another one when that changes.
  const { width: _, ...flexible } = withLogTicks(figure);
  const plotly = {
    data,
    layout: { ...flexible, autosize: true },
    config: { displaylogo: false, responsive: true },
  };
  const still = stillPicture(figure);
  return {
    "application/vnd.plotly.v1+json": JSON.parse(JSON.stringify(plotly, plainArrays)),
    ...(still === undefined ? {} : { "image/svg+xml": still }),
    "text/plain": `[chart: ${name}]`,
  };
}

/** Plotly draws more kinds of charts than the static renderer: those have no still picture. */
function stillPicture(figure: Figure): string | undefined {
  try {
    return renderSvg(figure);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

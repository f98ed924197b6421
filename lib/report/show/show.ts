/**
 * Shows figures in the notebook, or writes them to a file where there is none.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { Figure, HtmlTable, Picture } from "../figure/figure.ts";
import { Markup, markup } from "../figure/markup.ts";
import { plainArrays } from "../svg/drawable.ts";
import { renderSvg } from "../svg/render.ts";
import { findKernel, type Kernel, type MediaBundle } from "./kernel.ts";
import { withLogTicks } from "./log_ticks.ts";
import { openInBrowser } from "./open_in_browser.ts";
import { saveFigure } from "./save.ts";

/** Options of {@linkcode show}. */
export interface ShowOptions {
  /**
   * File to write outside a notebook. Default `runs/figures/<name>.svg`; `.png` for a picture,
   * `.html` for a table.
   */
  readonly path?: string;
  /**
   * In a script, whether to show a chart in the browser instead of writing a file; see
   * `openInBrowser`. Default false.
   */
  readonly open?: boolean;
  /** Where to show the figure. Default: the kernel of the notebook, if there is one. */
  readonly kernel?: Kernel;
}

/**
 * Shows a figure with its caption as output of the notebook's cell; outside a notebook, writes it to
 * a file.
 *
 * A chart is interactive where JupyterLab has the Plotly extension (`pip install plotly`), and a
 * still picture elsewhere.
 *
 * @returns The file that was written; `undefined` in a notebook and with `open`.
 * @throws {InputError} Outside a notebook, for a chart that the static renderer cannot draw, and with
 * `open` for anything other than a chart.
 *
 * @example
 * ```ts
 * import { show } from "./show.ts";
 * import { plotLosses } from "../plots/losses.ts";
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

/**
 * Limits a still picture to the width of the page: pages made from notebooks would show it at full
 * width.
 */
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
  // JupyterLab fits a chart to the width of the cell, and resizes it when that changes.
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

/** Renders a chart as a still picture; `undefined` for kinds of charts that only Plotly can draw. */
function stillPicture(figure: Figure): string | undefined {
  try {
    return renderSvg(figure);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

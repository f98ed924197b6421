/**
 * Charts inside a page.
 *
 * @module
 */
import type { Figure } from "../figure/figure.ts";
import { Markup, markup } from "../figure/markup.ts";
import { renderSvg } from "../svg/render.ts";

/** Draws charts side by side, each above its caption. */
export function renderFigures(figures: readonly Figure[]): Markup {
  return markup`<div class="figures">
${
    figures.map((figure) =>
      markup`<figure id="${figure.name}">${new Markup(
        renderSvg(figure),
      )}<figcaption>${figure.caption}</figcaption></figure>
`
    )
  }</div>`;
}

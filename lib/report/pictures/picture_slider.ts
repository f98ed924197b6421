/**
 * Pictures that a slider changes, as plain HTML that needs no kernel, so it works in a saved
 * notebook.
 *
 * @module
 */
import type { HtmlTable } from "../figure/figure.ts";
import { Markup, markup } from "../figure/markup.ts";
import { htmlPicture } from "./html_picture.ts";
import { KEYS_STAY_HERE } from "./keys_stay_here.ts";
import type { Tile } from "./tile_grid.ts";

/** Options of {@linkcode pictureSlider}. */
export interface PictureSliderOptions {
  /** Short name, for files. */
  readonly name: string;
  /** What the reader can do and see. */
  readonly caption: string;
  /** What the slider changes: `blocks`. */
  readonly title: string;
  /** One step per position of the slider, each with the same number of pictures. */
  readonly steps: readonly {
    /** Label beside the slider: `4×4`. */
    readonly label: string;
    /** Pictures with the titles below them. */
    readonly tiles: readonly Tile[];
  }[];
  /** Pictures that do not change, shown before the others. */
  readonly fixed?: readonly Tile[];
}

/**
 * Makes a slider over steps; arrow keys, mouse and touch move it.
 *
 * It is an `<input type="range">` whose script is an attribute and acts only on the slider's output;
 * where scripts are off, it stays at the first step.
 *
 * @example
 * ```ts
 * import { pictureSlider } from "./picture_slider.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const tile = (value: number) =>
 *   ({ size: 1, channels: 1, pixels: new Uint8Array([value]), label: "gray" }) as const;
 * const steps = [0, 255].map((value) => ({ label: `${value}`, tiles: [tile(value)] }));
 * const { html } = await pictureSlider({ name: "s", caption: "Move it.", title: "level", steps });
 * assertStringIncludes(html, 'max="1"');
 * ```
 */
export async function pictureSlider(
  { name, caption, title, steps, fixed = [] }: PictureSliderOptions,
): Promise<HtmlTable> {
  const still = await Promise.all(fixed.map((tile) => htmlPicture(tile)));
  const drawn = await Promise.all(
    steps.map(async ({ label, tiles }, i) =>
      markup`<div data-step="${label}" style="display:${
        i === 0 ? "contents" : "none"
      }">${await Promise
        .all(tiles.map((tile) => htmlPicture(tile)))}</div>`
    ),
  );
  const html =
    markup`<div class="daad-slider" style="max-width:60em"><label style="display:flex;flex-wrap:wrap;gap:.6em;align-items:center"><span>${title}</span><input type="range" ${KEYS_STAY_HERE} min="0" max="${
      steps.length - 1
    }" value="0" step="1" aria-valuetext="${
      steps[0]?.label
    }" style="flex:1;min-width:10em;height:2.5em" oninput="${new Markup(
      SCRIPT,
    )}"><output style="min-width:5em"><b>${
      steps[0]?.label
    }</b></output></label><div style="display:flex;flex-wrap:wrap;gap:.6em">${still}${drawn}</div></div>`;
  const text = steps.map(({ label, tiles }) =>
    `${title} ${label}: ${tiles.map((tile) => tile.label ?? "").join(", ")}`
  ).join("\n");
  return { name, caption, html: html.text, text };
}

/** Shows the step at the slider's position, and announces it to screen readers. */
const SCRIPT = "const box=this.closest('.daad-slider');" +
  "box.querySelectorAll('[data-step]').forEach((step,i)=>{const on=i===Number(this.value);" +
  "step.style.display=on?'contents':'none';if(on){const label=step.dataset.step;" +
  "box.querySelector('output').firstChild.textContent=label;" +
  "this.setAttribute('aria-valuetext',label)}})";

/**
 * Pictures that a switch exchanges, as plain HTML that needs no kernel, so it works in a saved
 * notebook.
 *
 * @module
 */
import type { HtmlTable } from "../figure/figure.ts";
import { Markup, markup } from "../figure/markup.ts";
import { htmlPicture } from "./html_picture.ts";
import { KEYS_STAY_HERE } from "./keys_stay_here.ts";
import type { Tile } from "./tile_grid.ts";

/** Options of {@linkcode pictureSwitch}. */
export interface PictureSwitchOptions {
  /** Short name, for files. */
  readonly name: string;
  /** What the reader can do and see. */
  readonly caption: string;
  /** What the switch chooses: `error`. */
  readonly title: string;
  /** Its positions: `as it is`, `calibrated`. */
  readonly sides: readonly string[];
  /**
   * Items, each with a picture that does not change and, below it, one for each position, with
   * titles.
   */
  readonly items: readonly { readonly still: Tile; readonly sides: readonly Tile[] }[];
}

/**
 * Makes a switch between pictures of the same images; arrow keys, mouse and touch move it.
 *
 * It is a group of `<input type="radio">` whose script is an attribute and acts only on the switch's
 * output; where scripts are off, it stays at the first position.
 *
 * @example
 * ```ts
 * import { pictureSwitch } from "./picture_switch.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const tile = (value: number) =>
 *   ({ size: 1, channels: 1, pixels: new Uint8Array([value]), label: `${value}` }) as const;
 * const items = [{ still: tile(0), sides: [tile(1), tile(2)] }];
 * const { text } = await pictureSwitch({
 *   ...{ name: "s", caption: "Switch.", title: "error", sides: ["before", "after"], items },
 * });
 * assertEquals(text, "0: before 1, after 2");
 * ```
 */
export async function pictureSwitch(
  { name, caption, title, sides, items }: PictureSwitchOptions,
): Promise<HtmlTable> {
  const drawn = await Promise.all(items.map(async (item) => {
    const still = await htmlPicture(item.still, "100%");
    const pictures = await Promise.all(item.sides.map((side) => htmlPicture(side, "100%")));
    return markup`<div style="grid-row:span 2;display:grid;grid-template-rows:subgrid;margin-bottom:.6em">${still}${
      pictures.map((picture, i) =>
        markup`<div data-side="${i}" style="display:${i === 0 ? "block" : "none"}">${picture}</div>`
      )
    }</div>`;
  }));
  const group = await groupName(name, drawn);
  const buttons = sides.map((side, i) =>
    markup`<label style="display:inline-flex;gap:.4em;align-items:center;min-height:2.75em;cursor:pointer"><input type="radio" ${KEYS_STAY_HERE} name="${group}" value="${i}"${
      i === 0 && new Markup(" checked")
    } onchange="${new Markup(
      SCRIPT,
    )}" style="width:1.3em;height:1.3em;margin:0"><b>${side}</b></label>`
  );
  const html =
    markup`<div class="daad-switch" style="max-width:60em"><fieldset style="border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.2em 1.2em;align-items:center"><legend style="float:left;padding:0">${title}</legend>${buttons}</fieldset><div style="display:grid;grid-template-columns:repeat(auto-fill,minmax(7em,1fr));gap:.4em .8em">${drawn}</div></div>`;
  const text = items.map(({ still, sides: own }) =>
    `${still.label ?? ""}: ${own.map(({ label }, i) => `${sides[i]} ${label ?? ""}`).join(", ")}`
  ).join("\n");
  return { name, caption, html: html.text, text };
}

/** Makes a name for each output: radio buttons with the same name are one group across the whole page. */
async function groupName(name: string, content: readonly Markup[]): Promise<string> {
  const bytes = new TextEncoder().encode(content.map(({ text }) => text).join(""));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `daad-${name}-${digest.slice(0, 6).toHex()}`;
}

/** Shows the pictures of the chosen position. */
const SCRIPT = "this.closest('.daad-switch').querySelectorAll('[data-side]').forEach((side)=>{" +
  "side.style.display=side.dataset.side===this.value?'block':'none'})";

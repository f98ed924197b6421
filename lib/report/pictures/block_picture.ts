/**
 * The blocks of an image, which react to the pointer, as plain HTML that needs no kernel.
 *
 * @module
 */
import type { HtmlTable } from "../figure/figure.ts";
import { Markup, markup } from "../figure/markup.ts";
import { htmlPicture } from "./html_picture.ts";
import { KEYS_STAY_HERE } from "./keys_stay_here.ts";
import type { Tile } from "./tile_grid.ts";

/** Options of {@linkcode blockPicture}. */
export interface BlockPictureOptions {
  /** What the reader can do and see. */
  readonly caption: string;
  /** Rows and columns of blocks. */
  readonly division: { readonly height: number; readonly width: number };
  /** The image that is divided. */
  readonly image: Tile;
  /** One tile per block, row by row, with the title below it. */
  readonly steps: readonly (Tile & { readonly label: string })[];
}

/** Draws the image, and beside it the tile of the block under the pointer. */
export async function blockPicture(
  { caption, division, image, steps }: BlockPictureOptions,
): Promise<HtmlTable> {
  const pictures = await Promise.all(steps.map((step) => htmlPicture(step, "100%")));
  return {
    name: "blocks",
    caption,
    html: draw(division, await htmlPicture(image, "100%"), pictures).text,
    text: steps.map(({ label }) => label).join("\n"),
  };
}

function draw(
  { height, width }: BlockPictureOptions["division"],
  image: Markup,
  steps: readonly Markup[],
): Markup {
  const script = new Markup(SCRIPT);
  const buttons = steps.map((_, place) =>
    markup`<button type="button" ${KEYS_STAY_HERE} aria-label="block ${
      Math.floor(place / width) + 1
    }, ${
      place % width + 1
    }" data-place="${place}" onclick="${script}" onfocus="${script}" onmouseenter="${script}" style="all:unset;box-sizing:border-box;border:1px solid #fff8;cursor:pointer"></button>`
  );
  return markup`<div class="daad-blocks" style="display:flex;flex-wrap:wrap;gap:1em;align-items:start"><div style="position:relative;width:min(18em,100%)"><style>.daad-blocks button:focus-visible,.daad-blocks button[data-on]{outline:3px solid #d55e00;outline-offset:-3px}</style>${image}<div style="position:absolute;left:0;top:0;width:100%;aspect-ratio:1;display:grid;grid-template:repeat(${height},1fr)/repeat(${width},1fr)">${buttons}</div></div><div style="width:min(18em,100%)" aria-live="polite">${
    steps.map((step, i) =>
      markup`<div data-step style="display:${i === 0 ? "block" : "none"}">${step}</div>`
    )
  }</div></div>`;
}

/** Shows the step that belongs to the button. */
const SCRIPT = "const box=this.closest('.daad-blocks');" +
  "box.querySelectorAll('[data-on]').forEach((other)=>other.removeAttribute('data-on'));" +
  "this.setAttribute('data-on','');" +
  "box.querySelectorAll('[data-step]').forEach((step,i)=>{" +
  "step.style.display=i===Number(this.dataset.place)?'block':'none'})";

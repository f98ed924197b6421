/**
 * The blocks of an image with the items that answer for each, as plain HTML without a kernel.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../backend/read.ts";
import { type ImageSet, toBatch } from "../data/image_set.ts";
import { InputError } from "../errors.ts";
import type { Detector } from "../methods/detector.ts";
import type { MemoryView } from "../methods/memory_view.ts";
import type { HtmlTable } from "./figure.ts";
import { htmlPicture } from "./html_picture.ts";
import { Markup, markup } from "./markup.ts";

/** Blocks that can be pointed at; each has a picture of its own. */
const MOST_BLOCKS = 64;

/** Items named for a block. */
const NAMED = 3;

/** What answers for one block. */
export interface BlockAnswer {
  /** Row of the memory and its part of the block's weights, the strongest first. */
  readonly items: readonly { readonly item: number; readonly weight: number }[];
}

/**
 * Shows an image divided into blocks; a block that is pointed at, touched or reached by the keyboard
 * names its strongest items, beside the decoded mean with the first of them in that block.
 *
 * @param detector One with memories: DAAD, DAAD+, MemAE.
 * @param set The images; `index` is the place of the one to look into.
 * @param options.level Of the memory. Default: the first of at most 64 places.
 * @throws {InputError} If the method has no memories, or that level too many places.
 */
export async function blockInspector(
  detector: Detector,
  set: ImageSet,
  index: number,
  { level }: { level?: number } = {},
): Promise<HtmlTable> {
  const fits = ({ division }: MemoryView) => division.height * division.width <= MOST_BLOCKS;
  const view = detector.memories?.find((own) =>
    level === undefined ? fits(own) : own.level === level && fits(own)
  );
  if (!view) {
    throw new InputError(
      `${detector.method}: no memory${
        level === undefined ? "" : ` of level ${level}`
      } of at most ` +
        `${MOST_BLOCKS} places`,
    );
  }
  const { height: size, channels, files } = set;
  const values = await toBatch(set, [index]);
  const batch = tf.tensor4d(values, [1, size, set.width, channels]);
  try {
    const answers = await answersOf(view, batch);
    // Blocks of one place along the channels are counted one after the other; the first is shown.
    const depth = view.division.channels;
    const places = Array.from(
      { length: answers.length / depth },
      (_, place) => ({ block: place * depth, item: answers[place * depth]!.items[0]!.item }),
    );
    const { decoded } = await readAndDispose(tf.tidy(() => ({
      decoded: view.decode(batch, places),
    })));
    const length = size * size * channels;
    const steps = await Promise.all(places.map(({ block }, place) =>
      htmlPicture({
        size,
        channels,
        pixels: decoded.subarray(place * length, (place + 1) * length),
        label: describe(view, place, answers[block]!),
      }, "100%")
    ));
    const image = await htmlPicture({ size, channels, pixels: await set.read([index]) }, "100%");
    return {
      name: "blocks",
      caption:
        `${files[index]!.path}, level ${view.level}: point at a block, touch it, or reach it ` +
        "with the tab key, to see which items answer for it, and what the first of them decodes to " +
        "in that place.",
      html: draw(view, image, steps).text,
      text: places.map(({ block }, place) => describe(view, place, answers[block]!)).join("\n"),
    };
  } finally {
    batch.dispose();
  }
}

/** One a block, in the order of `divide`. */
async function answersOf(view: MemoryView, batch: tf.Tensor4D): Promise<BlockAnswer[]> {
  const { weights } = await readAndDispose(tf.tidy(() => ({ weights: view.address(batch) })));
  return Array.from({ length: weights.length / view.items }, (_, block) => {
    const own = weights.subarray(block * view.items, (block + 1) * view.items);
    const order = Array.from(own, (_, item) => item).sort((a, b) => own[b]! - own[a]!);
    return { items: order.slice(0, NAMED).map((item) => ({ item, weight: own[item]! })) };
  });
}

function describe({ division }: MemoryView, place: number, { items }: BlockAnswer): string {
  const [row, column] = [Math.floor(place / division.width), place % division.width];
  const named = items.map(({ item, weight }) => `${item} (${(100 * weight).toFixed(0)} %)`);
  return `block ${row + 1}, ${column + 1}: items ${named.join(", ")}`;
}

function draw(
  { division }: MemoryView,
  image: Markup,
  steps: readonly Markup[],
): Markup {
  const { height, width } = division;
  const script = new Markup(SCRIPT);
  const buttons = steps.map((_, place) =>
    markup`<button type="button" aria-label="block ${Math.floor(place / width) + 1}, ${
      place % width + 1
    }" data-place="${place}" onclick="${script}" onfocus="${script}" onmouseenter="${script}" style="all:unset;box-sizing:border-box;border:1px solid #fff8;cursor:pointer"></button>`
  );
  return markup`<div class="daad-blocks" style="display:flex;flex-wrap:wrap;gap:1em;align-items:start"><div style="position:relative;width:min(18em,100%)"><style>.daad-blocks button:focus-visible,.daad-blocks button[data-on]{outline:3px solid #d55e00;outline-offset:-3px}</style>${image}<div style="position:absolute;left:0;top:0;width:100%;aspect-ratio:1;display:grid;grid-template:repeat(${height},1fr)/repeat(${width},1fr)">${buttons}</div></div><div style="width:min(18em,100%)" aria-live="polite">${
    steps.map((step, i) =>
      markup`<div data-step style="display:${i === 0 ? "block" : "none"}">${step}</div>`
    )
  }</div></div>`;
}

/** Shows what belongs to the button. */
const SCRIPT = "const box=this.closest('.daad-blocks');" +
  "box.querySelectorAll('[data-on]').forEach((other)=>other.removeAttribute('data-on'));" +
  "this.setAttribute('data-on','');" +
  "box.querySelectorAll('[data-step]').forEach((step,i)=>{" +
  "step.style.display=i===Number(this.dataset.place)?'block':'none'})";

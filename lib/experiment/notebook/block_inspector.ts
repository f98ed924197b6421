/**
 * Shows which items of a memory answer for each block of an image.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../backend/read.ts";
import { type ImageSet, toBatch } from "../../data/images/image_set.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import type { MemoryView } from "../../detector/contract/memory_view.ts";
import { InputError } from "../../errors.ts";
import type { HtmlTable } from "../../report/figure/figure.ts";
import { blockPicture } from "../../report/pictures/block_picture.ts";

/** Maximum number of blocks that react to the pointer; each needs its own picture. */
const MOST_BLOCKS = 64;

/** Number of items named for a block. */
const NAMED = 3;

/** The items that answer for one block. */
export interface BlockAnswer {
  /** Rows of the memory and their shares of the block's weights, the strongest first. */
  readonly items: readonly { readonly item: number; readonly weight: number }[];
}

/**
 * Shows an image divided into blocks. Pointing at a block, touching it or reaching it by keyboard
 * names its strongest items and shows the decoded mean with the first of them in that block.
 *
 * @param detector A detector with memories: DAAD, DAAD+, MemAE.
 * @param set The images; `index` is that of the image to inspect.
 * @param options.level Level of the memory. Default: the first with at most 64 positions.
 * @throws {InputError} If the method has no memories, or that level has too many positions.
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
    // Blocks that differ only in channels are adjacent; the first of each position is shown.
    const depth = view.division.channels;
    const places = Array.from(
      { length: answers.length / depth },
      (_, place) => ({ block: place * depth, item: answers[place * depth]!.items[0]!.item }),
    );
    const { decoded } = await readAndDispose(tf.tidy(() => ({
      decoded: view.decode(batch, places),
    })));
    const length = size * size * channels;
    return await blockPicture({
      caption:
        `${files[index]!.path}, level ${view.level}: point at a block, touch it, or reach it ` +
        "with the tab key, to see which items answer for it, and what the first of them decodes to " +
        "in that place.",
      division: view.division,
      image: { size, channels, pixels: await set.read([index]), label: "" },
      steps: places.map(({ block }, place) => ({
        size,
        channels,
        pixels: decoded.subarray(place * length, (place + 1) * length),
        label: describe(view, place, answers[block]!),
      })),
    });
  } finally {
    batch.dispose();
  }
}

/** Returns one answer per block, in the order of `divide`. */
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

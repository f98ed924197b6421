/**
 * CIFAR-10 in its binary version.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { CIFAR10_SET } from "./class_counts.ts";
import {
  type Collection,
  countWarnings,
  type LabelledImage,
  labelledImages,
} from "./collection.ts";
import { storedPath, storedSource } from "./stored_source.ts";

/** Height and width in pixels. */
const SIZE = 32;
const PIXELS = SIZE * SIZE;
const RECORD = 1 + 3 * PIXELS;
const TRAIN = ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"];
const TEST = "test_batch";
/** Name of the folder in the official archive. */
const FOLDER = "cifar-10-batches-bin";
/** How the official test batch begins; rewritten copies have another order. */
const FIRST_TEST_LABELS = [3, 8, 8, 0, 6, 6, 1, 6, 3, 1];

/** Labels and pixels of one file. */
export interface CifarBatch {
  /** Index of the class, one per image. */
  readonly labels: Uint8Array;
  /** Pixels `[n, 32, 32, 3]`. */
  readonly pixels: Uint8Array;
}

/**
 * Reads a batch: records of one label byte and 32×32 values of red, of green and of blue.
 *
 * Source: Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009.
 *
 * @param bytes The file's content.
 * @param name Names the file in errors.
 * @throws {InputError} If it is not a whole number of records, or a label is not a class.
 *
 * @example
 * ```ts
 * import { readCifarBatch } from "./cifar10.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { labels, pixels } = readCifarBatch(new Uint8Array(2 * 3073), "batch");
 * assertEquals([labels.length, pixels.length], [2, 2 * 32 * 32 * 3]);
 * ```
 */
export function readCifarBatch(bytes: Uint8Array, name: string): CifarBatch {
  const count = bytes.length / RECORD;
  if (count === 0 || !Number.isInteger(count)) {
    throw new InputError(
      `${name}: ${bytes.length} bytes; expected a whole number of images of ${RECORD} bytes`,
    );
  }
  const labels = new Uint8Array(count);
  const pixels = new Uint8Array(count * 3 * PIXELS);
  for (let image = 0; image < count; image++) {
    const from = image * RECORD;
    const label = bytes[from]!;
    if (label >= CIFAR10_SET.classes.length) {
      throw new InputError(`${name}: image ${image} has label ${label}; expected 0 to 9`);
    }
    labels[image] = label;
    for (let channel = 0; channel < 3; channel++) {
      const plane = from + 1 + channel * PIXELS;
      const to = image * 3 * PIXELS + channel;
      for (let i = 0; i < PIXELS; i++) pixels[to + 3 * i] = bytes[plane + i]!;
    }
  }
  return { labels, pixels };
}

/**
 * The folder with the batches: `root` itself or the archive's folder in it; `undefined` if neither
 * has any.
 */
export async function findCifar10(root: string): Promise<string | undefined> {
  for (const folder of [root, `${root}/${FOLDER}`]) {
    for (const name of [TEST, ...TRAIN]) {
      const isFile = await Deno.stat(`${folder}/${name}.bin`).then((s) => s.isFile, () => false);
      if (isFile) return folder;
    }
  }
  return undefined;
}

/**
 * Loads all batches.
 *
 * @param root The folder as the user gave it.
 * @throws {InputError} If a batch is missing or damaged.
 */
export async function loadCifar10(root: string): Promise<Collection> {
  const folder = await findCifar10(root) ?? root;
  const blocks = new Map<string, Uint8Array>();
  const read = async (block: string): Promise<LabelledImage[]> => {
    const name = `${folder}/${block}.bin`;
    const { labels, pixels } = readCifarBatch(await readBatchFile(name), name);
    blocks.set(block, pixels);
    return labelledImages(labels, (index) => storedPath(block, index));
  };
  const train: LabelledImage[] = [];
  for (const block of TRAIN) train.push(...await read(block));
  const test = await read(TEST);
  const splits = { dataset: "cifar10", classes: CIFAR10_SET.classes, train, test } as const;
  return {
    ...splits,
    root,
    warnings: [...countWarnings(splits, CIFAR10_SET), ...orderWarnings(test)],
    imageSize: SIZE,
    source: storedSource({ size: SIZE, channels: 3, blocks }),
  };
}

async function readBatchFile(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new InputError(
      `${path}: missing; CIFAR-10 is ${TRAIN.at(0)}.bin to ${TRAIN.at(-1)}.bin and ${TEST}.bin`,
    );
  }
}

function orderWarnings(test: readonly LabelledImage[]): string[] {
  if (FIRST_TEST_LABELS.every((label, i) => test[i]?.label === label)) return [];
  return [
    "cifar10: the images are not in the official order: the files are a copy that was written " +
    "anew, whose pixels may differ as well",
  ];
}

/**
 * MNIST and Fashion-MNIST.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { InputError } from "../../errors.ts";
import { type ClassSet, FASHION_MNIST_SET, MNIST_SET } from "./class_counts.ts";
import {
  type Collection,
  countWarnings,
  type LabelledImage,
  labelledImages,
} from "./collection.ts";
import { type IdxArray, readIdx } from "./idx.ts";
import { storedPath, storedSource } from "./stored_source.ts";

/** Height and width of the stored images in pixels. */
const SIZE = 28;
/**
 * The size to which images are resized by default: 28 halves only twice, 32 five times. A choice;
 * `--image-size 28` keeps the pixels.
 */
const DEFAULT_SIZE = 32;
const SPLITS = { train: "train", test: "t10k" } as const;

/** A set that is stored in the same files as MNIST. */
interface Kind {
  readonly dataset: "mnist" | "fashion_mnist";
  readonly official: ClassSet;
  /** How the official splits begin, which tells apart sets whose files have the same names. */
  readonly firstLabels: { readonly train: readonly number[]; readonly test: readonly number[] };
  /** MD5 of the unpacked files. */
  readonly md5: Readonly<Record<string, string>>;
}

/** MNIST: LeCun et al., Gradient-based learning applied to document recognition, 1998. */
const MNIST: Kind = {
  dataset: "mnist",
  official: MNIST_SET,
  firstLabels: {
    train: [5, 0, 4, 1, 9, 2, 1, 3, 1, 4],
    test: [7, 2, 1, 0, 4, 1, 4, 9, 5, 9],
  },
  md5: {
    "train-images": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels": "a25bea736e30d166cdddb491f175f624",
    "t10k-images": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels": "27ae3e4e09519cfbb04c329615203637",
  },
};

/** Fashion-MNIST: Xiao et al., 2017. */
const FASHION_MNIST: Kind = {
  dataset: "fashion_mnist",
  official: FASHION_MNIST_SET,
  firstLabels: {
    train: [9, 0, 0, 3, 0, 2, 7, 2, 5, 5],
    test: [9, 2, 1, 1, 6, 1, 4, 6, 5, 7],
  },
  md5: { // of the files that Debian distributes
    "train-images": "f4a8712d7a061bf5bd6d2ca38dc4d50a",
    "train-labels": "9018921c3c673c538a1fc5bad174d6f9",
    "t10k-images": "8181f5470baa50b63fa0f6fddb340f0a",
    "t10k-labels": "15d484375f8d13e6eb1aabb0c3f46965",
  },
};

/** Whether a folder holds a file of MNIST or of a set with the same files. */
export async function hasIdxFiles(root: string): Promise<boolean> {
  for (const split of Object.values(SPLITS)) {
    for (const part of ["images", "labels"] as const) {
      if (await findIdxFile(root, split, part)) return true;
    }
  }
  return false;
}

/**
 * Loads MNIST or Fashion-MNIST, told apart by their labels.
 *
 * @param root Folder with `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`,
 * `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, each with or without `.gz`.
 * @throws {InputError} If a file is missing or damaged, or images and labels do not match.
 */
export async function loadIdxCollection(root: string): Promise<Collection> {
  const blocks = new Map<string, Uint8Array>();
  const hashes = new Map<string, string>();
  const read = async (split: "train" | "t10k"): Promise<LabelledImage[]> => {
    const images = await readPart(root, split, "images");
    const labels = await readPart(root, split, "labels");
    requireFit(images, labels);
    blocks.set(split, images.values);
    for (const { key, md5 } of [images, labels]) hashes.set(key, md5);
    return labelledImages(labels.values, (index) => storedPath(split, index));
  };
  const train = await read(SPLITS.train);
  const test = await read(SPLITS.test);
  const recognised = [MNIST, FASHION_MNIST].find(({ firstLabels }) =>
    beginsWith(train, firstLabels.train) && beginsWith(test, firstLabels.test)
  );
  const kind = recognised ?? (/fashion/i.test(root) ? FASHION_MNIST : MNIST);
  const { dataset, official, md5 } = kind;
  const { classes } = official;
  const splits = { dataset, classes, train, test };
  const changed = Object.entries(md5).filter(([key, value]) => hashes.get(key) !== value);
  return {
    ...splits,
    root,
    warnings: [
      ...(recognised ? [] : [
        `${root}: labels begin neither as MNIST's nor as Fashion-MNIST's; taken for ${dataset} by ` +
        "the folder's name",
      ]),
      ...countWarnings(splits, official),
      ...(recognised && changed.length > 0
        ? [`${dataset}: ${changed.map(([key]) => key).join(", ")}: not the official content`]
        : []),
    ],
    imageSize: DEFAULT_SIZE,
    source: storedSource({ size: SIZE, channels: 1, blocks }),
  };
}

interface Part extends IdxArray {
  /** The file's path. */
  readonly path: string;
  /** `train-images`. */
  readonly key: string;
  /** MD5 of the unpacked file. */
  readonly md5: string;
}

async function findIdxFile(
  root: string,
  split: string,
  part: "images" | "labels",
): Promise<string | undefined> {
  const stem = `${root}/${split}-${part}`;
  const dimensions = part === "images" ? 3 : 1;
  for (const separator of ["-", "."]) { // some programs unpack to `train-images.idx3-ubyte`
    for (const end of ["", ".gz"]) {
      const path = `${stem}${separator}idx${dimensions}-ubyte${end}`;
      if (await Deno.stat(path).then((stat) => stat.isFile, () => false)) return path;
    }
  }
  return undefined;
}

async function readPart(root: string, split: string, part: "images" | "labels"): Promise<Part> {
  const dimensions = part === "images" ? 3 : 1;
  const path = await findIdxFile(root, split, part);
  if (!path) {
    throw new InputError(
      `${root}: no ${split}-${part}-idx${dimensions}-ubyte, with or without .gz`,
    );
  }
  const array = readIdx(await Deno.readFile(path), path);
  if (array.shape.length !== dimensions) {
    throw new InputError(
      `${path}: ${array.shape.length} dimensions; expected ${dimensions}, as ${part} have`,
    );
  }
  const md5 = createHash("md5").update(idxHeader(array.shape)).update(array.values).digest("hex");
  return { ...array, path, key: `${split}-${part}`, md5 };
}

function idxHeader(shape: readonly number[]): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint32(0, 0x800 + shape.length);
  for (const [i, length] of shape.entries()) header.setUint32(4 + 4 * i, length);
  return new Uint8Array(header.buffer);
}

function requireFit(images: Part, labels: Part): void {
  const [count, height, width] = images.shape;
  if (height !== SIZE || width !== SIZE) {
    throw new InputError(`${images.path}: images of ${width}×${height}; expected ${SIZE}×${SIZE}`);
  }
  if (count === 0) throw new InputError(`${images.path}: holds no images`);
  if (count !== labels.shape[0]) {
    throw new InputError(
      `${labels.path}: ${labels.shape[0]} labels, but ${count} images in ${images.path}`,
    );
  }
  const wrong = labels.values.findIndex((label) => label > 9);
  if (wrong >= 0) {
    throw new InputError(
      `${labels.path}: label ${labels.values[wrong]} of image ${wrong}; expected 0 to 9`,
    );
  }
}

function beginsWith(images: readonly LabelledImage[], labels: readonly number[]): boolean {
  return labels.every((label, i) => images[i]?.label === label);
}

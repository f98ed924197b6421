/**
 * One training set and one test set, wherever their images come from.
 *
 * @module
 */
import type { DecodeImagesOptions } from "../decode/decode.ts";
import type { ValueRange } from "../decode/value_range.ts";
import type { Channels, ImageFile, ImageSet } from "../images/image_set.ts";
import type { Masks } from "../masks/masks.ts";

/** Where data can come from; `folder` is a user's own, all others are published sets. */
export const DATASET_NAMES = ["folder", "mvtec", "cifar10", "mnist", "fashion_mnist"] as const;

/** See {@linkcode DATASET_NAMES}. */
export type DatasetName = typeof DATASET_NAMES[number];

/**
 * Whether anomalies of a set are images of other classes. The others lie in folders, where an image can
 * get into the wrong one, and their anomalies are defects.
 */
export function hasClasses(name: DatasetName): boolean {
  return name !== "folder" && name !== "mvtec";
}

/**
 * How the classes of a set become normal and anomalous images.
 *
 * `one-class`: one class (or one kind of object) is normal and trained on; everything else among the
 * test images is anomalous. `one-class-abnormal`: one class is anomalous, all others are normal and
 * trained on. Their numbers cannot be compared.
 */
export const PROTOCOLS = ["one-class", "one-class-abnormal"] as const;

/** See {@linkcode PROTOCOLS}. */
export type Protocol = typeof PROTOCOLS[number];

/** Where the images of a dataset are read from. */
export interface ImageSource {
  /** Whether images are gray or RGB. */
  channels(files: readonly ImageFile[]): Promise<Channels>;
  /** Reads images at one size; see `decodeImages`. */
  decode(files: readonly ImageFile[], options: DecodeImagesOptions): Promise<ImageSet>;
  /** The path at which an image can be opened; absent unless each image is a separate file. */
  file?(path: string): string;
  /** Reads ground-truth masks; see `readMasks`. */
  masks(files: readonly ImageFile[], size: number): Promise<Masks>;
  /** The values that are black and white in images with more than 8 bits; see `findValueRange`. */
  valueRange?(files: readonly ImageFile[]): Promise<ValueRange | undefined>;
  /** The images that have colour. */
  coloured?(files: readonly ImageFile[]): Promise<readonly ImageFile[]>;
  /** The images whose files have several pages, of which only the first is used. */
  paged?(files: readonly ImageFile[]): Promise<readonly ImageFile[]>;
  /** SHA-256 of the content of an image or a mask, as hex digits. */
  hash(path: string): Promise<string>;
  /** Size of an image as it is stored, `width×height`. */
  size(path: string): Promise<string>;
}

/** How many images to use at most. */
export interface DataLimit {
  /** Of the training images. */
  readonly trainImages?: number;
  /** Of the test images, normal and anomalous ones in their proportion, at least one of each. */
  readonly testImages?: number;
}

/** The options that choose a dataset on the command line. */
export interface DataChoice extends DataLimit {
  /** A category folder in MVTec AD layout, or a folder with the files of CIFAR-10 or MNIST. */
  readonly data?: string;
  /** The class, by name or index, of a set that has classes. */
  readonly class?: string;
  /** Default `one-class`. */
  readonly protocol?: Protocol;
  /** Instead of `data`: files or folders of normal images to train on. */
  readonly normal?: readonly string[];
  /** Files or folders of anomalous test images. */
  readonly abnormal?: readonly string[];
  /** Files or folders of normal test images. */
  readonly test?: readonly string[];
  /** Share of the training images to set aside for thresholds; see `holdOut`. */
  readonly holdout?: number;
}

/** Lists of images to train and test on, and how to read them. */
export interface Dataset {
  /** Which set it is. */
  readonly dataset: DatasetName;
  /** The category within it: `bottle`, `airplane`, `3`. */
  readonly name: string;
  /**
   * How a copy of a published set differs from it: `8 of 23 normal test images`. Absent if it is
   * complete, or is not a copy of a set whose counts are known. Published values cannot be compared
   * with those of a partial copy.
   */
  readonly partial?: string;
  /** How images were divided into normal and anomalous ones. */
  readonly protocol: Protocol;
  /** The folder as it was given; "" if there is none. */
  readonly root: string;
  /** Normal images. */
  readonly train: readonly ImageFile[];
  /** Normal and anomalous images. */
  readonly test: readonly ImageFile[];
  /** Normal images set aside for thresholds, which are neither trained on nor tested. */
  readonly heldOut?: readonly ImageFile[];
  /** Warnings for the user, one line each. */
  readonly warnings: readonly string[];
  /** Height and width in pixels to which images are resized by default. */
  readonly imageSize: number;
  /** The user's choice. */
  readonly choice: DataChoice;
  /** Reads the images. */
  readonly source: ImageSource;
}

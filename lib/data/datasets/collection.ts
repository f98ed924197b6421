/**
 * Sets of labelled classes, and the splits for anomaly detection that are made from them.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { ImageFile } from "../images/image_set.ts";
import type { DataChoice, Dataset, DatasetName, ImageSource, Protocol } from "./dataset.ts";

/** One image with the index of its class. */
export interface LabelledImage {
  /** Id of the image: `test_batch/00042`. */
  readonly path: string;
  /** Index into the names of classes. */
  readonly label: number;
}

/** A labelled set with its official split. */
export interface Collection {
  /** Which set it is. */
  readonly dataset: DatasetName;
  /** The folder as it was given. */
  readonly root: string;
  /** Names of the classes by index. */
  readonly classes: readonly string[];
  /** The official training split. */
  readonly train: readonly LabelledImage[];
  /** The official test split. */
  readonly test: readonly LabelledImage[];
  /** Warnings for the user, one line each. */
  readonly warnings: readonly string[];
  /** Height and width in pixels to which images are resized by default. */
  readonly imageSize: number;
  /** Reads the images. */
  readonly source: ImageSource;
}

/**
 * Makes a dataset of one class.
 *
 * `one-class`: trained on the class's official training split; tested on the whole official test
 * split, in which all other classes are anomalous (Hou et al., 2021).
 *
 * `one-class-abnormal`: trained on the official training split of all other classes; tested on their
 * test split and on all images of the class, of both splits, which are anomalous (the protocol of
 * Skip-GANomaly, Akçay et al., 2019, and of GANomaly, 2018). Keeping the official split is a choice:
 * GANomaly's code can also pool the images and split them anew.
 *
 * @param options.class Name of a class or its index.
 * @throws {InputError} Listing the classes, if the class is missing or unknown.
 */
export function oneClass(
  collection: Collection,
  { class: wanted, protocol = "one-class" }: Pick<DataChoice, "class" | "protocol">,
): Dataset {
  const { dataset, root, classes, warnings, imageSize, source } = collection;
  const chosen = findClass(collection, wanted);
  const isNormal = ({ label }: LabelledImage) => (label === chosen) === (protocol === "one-class");
  const toFile = (image: LabelledImage): ImageFile => ({
    path: image.path,
    label: isNormal(image) ? 0 : 1,
    type: classes[image.label]!,
  });
  const setAside = protocol === "one-class-abnormal"
    ? collection.train.filter((image) => !isNormal(image))
    : [];
  return {
    dataset,
    name: classes[chosen]!,
    protocol,
    root,
    train: collection.train.filter(isNormal).map(toFile),
    test: [...collection.test, ...setAside].map(toFile),
    warnings,
    imageSize,
    choice: { data: root, class: classes[chosen], protocol },
    source,
  };
}

function findClass({ root, classes }: Collection, wanted: string | undefined): number {
  const list = classes.map((name, index) => name === String(index) ? name : `${index} ${name}`);
  if (wanted === undefined) {
    throw new InputError(`${root}: choose a class with --class: ${list.join(", ")}`);
  }
  const byName = classes.indexOf(wanted.toLowerCase());
  if (byName >= 0) return byName;
  if (/^\d+$/.test(wanted) && Number(wanted) < classes.length) return Number(wanted);
  throw new InputError(`--class ${wanted}: unknown; expected one of ${list.join(", ")}`);
}

/** Warns of a split that does not have as many images of each class as the official one. */
export function countWarnings(
  { dataset, classes, train, test }: Pick<Collection, "dataset" | "classes" | "train" | "test">,
  official: { readonly train: readonly number[]; readonly test: readonly number[] },
): string[] {
  return (["train", "test"] as const).flatMap((split) => {
    const counts = countClasses(classes, split === "train" ? train : test);
    const differing = counts.flatMap((count, i) =>
      count === official[split][i]
        ? []
        : [`${classes[i]} ${count} instead of ${official[split][i]}`]
    );
    if (differing.length === 0) return [];
    const more = differing.length > 3 ? `, and ${differing.length - 3} more classes` : "";
    return [
      `${dataset}: not the official ${split} split: ${differing.slice(0, 3).join(", ")}${more}`,
    ];
  });
}

/** Number of images of each class. */
export function countClasses(
  classes: readonly string[],
  images: readonly LabelledImage[],
): number[] {
  const counts = classes.map(() => 0);
  for (const { label } of images) counts[label] = counts[label]! + 1;
  return counts;
}

/** The labels of a block as images with ids. */
export function labelledImages(
  labels: Uint8Array,
  toPath: (index: number) => string,
): LabelledImage[] {
  return Array.from(labels, (label, index) => ({ path: toPath(index), label }));
}

/** Protocols in words, for messages and reports. */
export function describeProtocol(protocol: Protocol, name: string): string {
  return protocol === "one-class" ? `${name} is normal` : `${name} is anomalous, all else normal`;
}

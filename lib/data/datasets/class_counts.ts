/**
 * Classes of the official CIFAR-10, MNIST and Fashion-MNIST, and how many images each has.
 *
 * @module
 */
import type { DatasetName } from "./dataset.ts";

/** The classes of a set in the order of their labels, with the images of each in both splits. */
export interface ClassSet {
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** Training images of each class. */
  readonly train: readonly number[];
  /** Test images of each class. */
  readonly test: readonly number[];
}

function equalClasses(names: string, [train, test]: readonly [number, number]): ClassSet {
  const classes = names.split(" ");
  return { classes, train: classes.map(() => train), test: classes.map(() => test) };
}

/** CIFAR-10, with the names of `batches.meta.txt`. Source: Krizhevsky, 2009. */
export const CIFAR10_SET: ClassSet = equalClasses(
  "airplane automobile bird cat deer dog frog horse ship truck",
  [5000, 1000],
);

/** MNIST. Source: LeCun et al., 1998; counted in the official files. */
export const MNIST_SET: ClassSet = {
  classes: Array.from({ length: 10 }, (_, digit) => String(digit)),
  train: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
  test: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
};

/** Fashion-MNIST. Source: Xiao et al., 2017. */
export const FASHION_MNIST_SET: ClassSet = equalClasses(
  "t-shirt trouser pullover dress coat sandal shirt sneaker bag ankle_boot",
  [6000, 1000],
);

const SETS: Readonly<Partial<Record<DatasetName, ClassSet>>> = {
  cifar10: CIFAR10_SET,
  mnist: MNIST_SET,
  fashion_mnist: FASHION_MNIST_SET,
};

/**
 * The images of one class against all others, without a limit: the class's training split and the
 * whole test split. `undefined` for other datasets and unknown classes.
 *
 * @example
 * ```ts
 * import { oneClassCounts } from "./class_counts.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(oneClassCounts("mnist", "1"), { train: 6742, test: 10_000 });
 * ```
 */
export function oneClassCounts(
  dataset: DatasetName,
  name: string,
): { readonly train: number; readonly test: number } | undefined {
  const set = SETS[dataset];
  const train = set?.train[set.classes.indexOf(name)];
  return set && train !== undefined
    ? { train, test: set.test.reduce((sum, count) => sum + count, 0) }
    : undefined;
}

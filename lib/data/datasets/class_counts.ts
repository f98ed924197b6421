/**
 * Classes of the official CIFAR-10, MNIST and Fashion-MNIST, and how many images each has.
 *
 * @module
 */
import type { DatasetName, Protocol } from "./dataset.ts";

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
 * The images of one class against all others, without a limit; `undefined` for other datasets and
 * unknown classes. `one-class`: the class's training split and the whole test split;
 * `one-class-abnormal`: the training split of all others, and the class's with the whole test split.
 *
 * @example
 * ```ts
 * import { classCounts } from "./class_counts.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(classCounts("mnist", "1", "one-class"), { train: 6742, test: 10_000 });
 * assertEquals(classCounts("mnist", "1", "one-class-abnormal"), { train: 53_258, test: 16_742 });
 * ```
 */
export function classCounts(
  dataset: DatasetName,
  name: string,
  protocol: Protocol,
): { readonly train: number; readonly test: number } | undefined {
  const set = SETS[dataset];
  const own = set?.train[set.classes.indexOf(name)];
  if (!set || own === undefined) return undefined;
  const test = sum(set.test);
  return protocol === "one-class"
    ? { train: own, test }
    : { train: sum(set.train) - own, test: test + own };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

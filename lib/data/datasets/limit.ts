/**
 * Parts of a dataset, for quick trials.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { evenly } from "../images/evenly.ts";
import type { ImageFile } from "../images/image_set.ts";
import type { DataLimit, Dataset } from "./dataset.ts";

/**
 * Keeps some images, evenly spaced in the dataset's order, and says so in a warning: what is measured
 * on them cannot be compared with anything else.
 *
 * @example
 * ```ts
 * import { limitDataset } from "./limit.ts";
 * import { loadCategory } from "./mvtec.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const bottle = await loadCategory("data/sample/bottle");
 * const { train, test } = limitDataset(bottle, { trainImages: 20, testImages: 8 });
 * assertEquals([train.length, test.length], [20, 8]);
 * assertEquals(test.filter((file) => file.label === 0).length, 2); // of 83 images 20 are normal
 * ```
 */
export function limitDataset(dataset: Dataset, limit: DataLimit): Dataset {
  const { trainImages = Infinity, testImages = Infinity } = limit;
  const train = some(dataset.train, trainImages);
  const [normal, anomalous] = [0, 1].map((label) =>
    dataset.test.filter((file) => file.label === label)
  ) as [ImageFile[], ImageFile[]];
  const normals = shareOf(testImages, normal.length, anomalous.length);
  const kept = new Set([
    ...some(normal, normals),
    ...some(anomalous, testImages - normals),
  ]);
  const test = dataset.test.filter((file) => kept.has(file));
  const warnings = ([["training", train, dataset.train], ["test", test, dataset.test]] as const)
    .filter(([, some, all]) => some.length < all.length)
    .map(([name, some, all]) => `only ${some.length} of ${all.length} ${name} images are used`);
  return {
    ...dataset,
    train,
    test,
    warnings: [...dataset.warnings, ...warnings],
    choice: { ...dataset.choice, ...limit },
  };
}

/** How many of `count` images are of the first of two groups: its share, but some of each group. */
function shareOf(count: number, own: number, other: number): number {
  if (count >= own + other || other === 0) return Math.min(count, own);
  if (own === 0) return 0;
  if (count < 2) {
    throw new InputError(
      `--test-images ${count}: must be 2 or more, for a normal and an anomalous image`,
    );
  }
  return Math.min(Math.max(1, Math.round(count * own / (own + other))), count - 1);
}

function some(files: readonly ImageFile[], count: number): readonly ImageFile[] {
  return evenly(files.length, count).map((i) => files[i]!);
}

/**
 * Parts of a dataset, for quick trials.
 *
 * @module
 */
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
  const kept = new Set(
    [0, 1].flatMap((label) => {
      const group = dataset.test.filter((file) => file.label === label);
      const share = Math.max(1, Math.round(testImages * group.length / dataset.test.length));
      return some(group, testImages === Infinity ? Infinity : share);
    }),
  );
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

function some(files: readonly ImageFile[], count: number): readonly ImageFile[] {
  return evenly(files.length, count).map((i) => files[i]!);
}

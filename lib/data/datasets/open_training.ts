/**
 * Opens only the training images of a dataset.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { oneClass } from "./collection.ts";
import type { DataChoice, Dataset } from "./dataset.ts";
import { loadFlatFolders } from "./flat_folders.ts";
import { drawHeldOut } from "./hold_out.ts";
import { limitDataset } from "./limit.ts";
import { loadTraining } from "./mvtec.ts";
import { openCollection, openDataset, refuseClassOptions } from "./open.ts";

/**
 * Opens a dataset for code that must not see a test image. Of a category only `train/good` is listed;
 * of `normal`, what `openDataset` trains on without `test`. The files of CIFAR-10 and MNIST hold many
 * images; their test images are left out of the result. So are the images that `openDataset` sets aside
 * for `holdout`; of `normal` those that it would set aside with `abnormal` or `test`, and without.
 *
 * @returns A dataset without test images.
 * @throws {InputError} If it cannot be used.
 *
 * @example
 * ```ts
 * import { openTraining } from "./open_training.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { train, test } = await openTraining({ data: "data/sample/bottle" });
 * assertEquals([train.length, test.length], [209, 0]);
 * ```
 */
export async function openTraining(choice: DataChoice): Promise<Dataset> {
  const { trainImages, holdout } = choice;
  const whole = await openWhole(choice);
  const dataset = holdout ? await setAside(whole, choice, holdout) : whole;
  return trainImages === undefined ? dataset : limitDataset(dataset, { trainImages });
}

async function openWhole(choice: DataChoice): Promise<Dataset> {
  const { data, normal } = choice;
  if (data === undefined) {
    refuseClassOptions(choice, "folders of images");
    return withoutTest(await loadFlatFolders({ normal }));
  }
  if (normal) throw new InputError("--normal: not together with --data; choose one of them");
  const collection = await openCollection(data);
  if (collection) return withoutTest(oneClass(collection, choice));
  // Choices of classes are refused in one place.
  if (choice.class !== undefined || choice.protocol !== undefined) await openDataset(choice);
  return await loadTraining(data);
}

async function setAside(
  dataset: Dataset,
  { normal }: DataChoice,
  holdout: number,
): Promise<Dataset> {
  const { train, warnings, choice } = dataset;
  const alone = normal && (await loadFlatFolders({ normal, holdout })).train;
  const paths = alone && new Set(alone.map(({ path }) => path));
  const kept = drawHeldOut(train, holdout).kept.filter(({ path }) => paths?.has(path) ?? true);
  const line =
    `${train.length - kept.length} of ${train.length} training images are not looked at: ` +
    `train sets them aside with --holdout ${holdout}`;
  return {
    ...dataset,
    train: kept,
    warnings: [...warnings, line],
    choice: { ...choice, holdout },
  };
}

function withoutTest(dataset: Dataset): Dataset {
  // Missing anomalous images do not matter here.
  const warnings = dataset.warnings.filter((warning) => !warning.startsWith("no --abnormal"));
  return { ...dataset, test: [], warnings };
}

/**
 * Opens whatever the user names, and recognises the format by what is there.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { findCifar10, loadCifar10 } from "./cifar10.ts";
import { type Collection, oneClass } from "./collection.ts";
import type { DataChoice, Dataset } from "./dataset.ts";
import { holdsOutItself, loadFlatFolders } from "./flat_folders.ts";
import { holdOut } from "./hold_out.ts";
import { limitDataset } from "./limit.ts";
import { listFolder } from "./listing.ts";
import { hasIdxFiles, loadIdxCollection } from "./mnist.ts";
import { loadCategory } from "./mvtec.ts";

/**
 * Opens the folder of a set with classes.
 *
 * @param root A folder with the files of CIFAR-10, MNIST or Fashion-MNIST.
 * @returns `undefined` if it holds none of them.
 * @throws {InputError} If a file is missing or damaged.
 */
export async function openCollection(root: string): Promise<Collection | undefined> {
  if (await findCifar10(root)) return await loadCifar10(root);
  if (await hasIdxFiles(root)) return await loadIdxCollection(root);
  return undefined;
}

/**
 * Opens a dataset; images of folders are listed, not decoded.
 *
 * @param choice A folder in MVTec AD layout; a folder of CIFAR-10, MNIST or Fashion-MNIST with a
 * class; or lists of files and folders.
 * @throws {InputError} If it cannot be used, or the choice does not fit what is there.
 *
 * @example
 * ```ts
 * import { openDataset } from "./open.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { dataset, name, train } = await openDataset({ data: "data/sample/bottle" });
 * assertEquals([dataset, name, train.length], ["mvtec", "bottle", 209]);
 * ```
 */
export async function openDataset(choice: DataChoice): Promise<Dataset> {
  const dataset = await openWhole(choice);
  const { trainImages, testImages } = choice;
  const limited = trainImages !== undefined || testImages !== undefined;
  // First held out: a limit is of the images that are trained on, and of those that are tested.
  const used = holdsOutItself(choice) ? dataset : holdOut(dataset, choice.holdout);
  return limited ? limitDataset(used, { trainImages, testImages }) : used;
}

async function openWhole(choice: DataChoice): Promise<Dataset> {
  const { data, normal, abnormal, test } = choice;
  const flat = Object.entries({ normal, abnormal, test }).find(([, paths]) => paths !== undefined);
  if (data === undefined) {
    refuseClassOptions(choice, "folders of images");
    return await loadFlatFolders(choice);
  }
  if (flat) throw new InputError(`--${flat[0]}: not together with --data; choose one of them`);
  const collection = await openCollection(data);
  if (collection) return oneClass(collection, choice);
  if (choice.class !== undefined && !await listFolder(data)) {
    throw new InputError(
      `${data}: no such folder; expected the files of CIFAR-10, MNIST or Fashion-MNIST, which ` +
        "`npx -y deno@2 task daad download NAME` gets",
    );
  }
  if (choice.class !== undefined) await refuseUnreadSets(data);
  refuseClassOptions(choice, data);
  return await loadCategory(data);
}

/** Refuses forms of the sets with classes that are not read, saying what to do. */
async function refuseUnreadSets(root: string): Promise<void> {
  const { others = [], folders = [] } = await listFolder(root) ?? {};
  if (others.includes("data_batch_1") && others.includes("batches.meta")) {
    throw new InputError(
      `${root}: the Python version of CIFAR-10; the binary version is read, which ` +
        "`npx -y deno@2 task daad download cifar10` gets",
    );
  }
  const archive = others.find((name) => /\.(tar|tar\.gz|tgz|zip)$/i.test(name));
  if (archive === undefined || folders.length > 0) return;
  throw new InputError(`${root}: no files of CIFAR-10 or MNIST; unpack ${archive} first`);
}

/** Refuses options that only data with classes have. */
export function refuseClassOptions(choice: DataChoice, where: string): void {
  if (choice.class !== undefined) {
    throw new InputError(
      `--class ${choice.class}: ${where}: no files of CIFAR-10, MNIST or Fashion-MNIST, which ` +
        "alone have classes",
    );
  }
  if (choice.protocol !== undefined && choice.protocol !== "one-class") {
    throw new InputError(
      `--protocol ${choice.protocol}: ${where}: only for CIFAR-10 and MNIST, which have classes`,
    );
  }
}

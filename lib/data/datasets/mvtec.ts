/**
 * Folders in the layout of MVTec AD.
 *
 * @module
 */
import { append } from "../../append.ts";
import { InputError } from "../../errors.ts";
import type { ImageFile } from "../images/image_set.ts";
import { masksBeside, ownerOf, separateMasks, withoutExtension } from "../masks/mask_names.ts";
import type { Dataset } from "./dataset.ts";
import { fileSource, FOLDER_IMAGE_SIZE } from "./file_source.ts";
import { baseName, type FolderEntries, IMAGE_FORMATS, listFolder } from "./listing.ts";
import { countDeviations, countImages, officialCategory } from "./official_counts.ts";

const LAYOUT = "expected train/good, test/<type> and optionally ground_truth/<type>";

/**
 * Lists a category and checks its layout; no image is decoded.
 *
 * Hidden files and folders are ignored. Types with ground truth need a mask for every image. Warns of
 * a copy of an official category that lacks images or has more.
 *
 * Source: MVTec AD, Bergmann et al., CVPR 2019.
 *
 * @param root Folder with `train/good`, `test/<type>` and optionally
 * `ground_truth/<type>/<name>_mask.png`.
 * @throws {InputError} If the layout does not fit, naming the path and what to do.
 *
 * @example
 * ```ts
 * import { loadCategory } from "./mvtec.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { name, train, test } = await loadCategory("data/sample/bottle");
 * assertEquals([name, train.length, test.length], ["bottle", 209, 83]);
 * ```
 */
export async function loadCategory(root: string): Promise<Dataset> {
  const warnings: string[] = [];
  const train = await listTraining(root, warnings);
  const testEntries = await listFolder(`${root}/test`) ??
    { folders: [], images: [], others: [], results: [] };
  refuseLooseImages(`${root}/test`, testEntries, "test/<type>");
  const masksByType = await listMasks(root, warnings);
  warnings.push(...await ignoredFolders(root));
  const test: ImageFile[] = [];
  for (const type of testEntries.folders) {
    const { images: found, results } = (await listFolder(`${root}/test/${type}`))!;
    if (results.length > 0 && found.length === 0) {
      warnings.push(`${root}/test/${type}: ignored; it holds results of an earlier run`);
      continue;
    }
    const images = await requireImages(`${root}/test/${type}`, "test images", warnings);
    const masks = masksByType.get(type.normalize("NFC"));
    masksByType.delete(type.normalize("NFC"));
    append(test, pairWithMasks(root, type, images, masks, warnings));
  }
  const [orphan] = masksByType.values();
  if (orphan !== undefined) {
    const { folder } = orphan;
    throw new InputError(`${root}/ground_truth/${folder}: masks without a folder test/${folder}`);
  }
  if (test.length === 0) warnings.push(`${root}/test: no test images; no AUROC can be computed`);
  for (
    const [label, kind] of [[0, "normal images (test/good)"], [1, "anomalous images"]] as const
  ) {
    if (test.length > 0 && !test.some((file) => file.label === label)) {
      warnings.push(`${root}/test: no ${kind}; no AUROC can be computed`);
    }
  }
  const name = baseName(root);
  const official = officialCategory(name, test);
  const partial = official && countDeviations(countImages({ train, test }), official);
  if (partial !== undefined) {
    warnings.push(`${root}: not the official set of ${name}: ${partial}`);
  }
  return {
    dataset: official ? "mvtec" : "folder",
    name,
    ...(partial !== undefined && { partial }),
    protocol: "one-class",
    root,
    train,
    test,
    warnings,
    imageSize: FOLDER_IMAGE_SIZE,
    choice: { data: root },
    source: fileSource(root),
  };
}

/**
 * Lists the training images of a category and looks at nothing else: it need not have any others.
 *
 * @param root Folder with `train/good`.
 * @returns A dataset without test images.
 * @throws {InputError} If there is no such folder, or no image in it.
 */
export async function loadTraining(root: string): Promise<Dataset> {
  const warnings: string[] = [];
  return {
    dataset: "folder",
    name: baseName(root),
    protocol: "one-class",
    root,
    train: await listTraining(root, warnings),
    test: [],
    warnings,
    imageSize: FOLDER_IMAGE_SIZE,
    choice: { data: root },
    source: fileSource(root),
  };
}

async function listTraining(root: string, warnings: string[]): Promise<ImageFile[]> {
  await requireCategoryFolder(root);
  const trainEntries = await listFolder(`${root}/train`);
  const otherTypes = trainEntries?.folders.filter((folder) => folder !== "good") ?? [];
  if (otherTypes.length > 0) {
    warnings.push(`${root}/train/${otherTypes[0]}: ignored; only train/good is trained on`);
  }
  const good = await requireImages(`${root}/train/good`, "normal images to train on", warnings);
  const { images, masks } = separateMasks(good);
  warnings.push(...masksBeside(masks).map((line) => `${root}/train/good: ${line}`));
  return images.map((name) => ({
    path: `train/good/${name}`,
    label: 0,
    type: "good",
  }));
}

/** The folders in `root` that hold a `train`: categories, if `root` itself is not one. */
export async function listCategories(root: string): Promise<string[]> {
  const categories: string[] = [];
  for (const folder of (await listFolder(root))?.folders ?? []) {
    const inner = await listFolder(`${root}/${folder}`);
    if (inner?.folders.includes("train")) categories.push(folder);
  }
  return categories;
}

async function requireCategoryFolder(root: string): Promise<void> {
  const entries = await listFolder(root);
  if (!entries) throw new InputError(`${root}: no such folder; ${LAYOUT}`);
  if (entries.folders.includes("train")) return;
  const categories = await listCategories(root);
  if (categories.length === 0) {
    throw new InputError(
      `${root}: no folder train/good; ${LAYOUT}; for any other layout, name folders or files with ` +
        "--normal, --abnormal and --test",
    );
  }
  throw new InputError(
    `${root}: holds ${categories.length} categories; name one, for example ${root}/` +
      categories.slice(0, 5).join(", "),
  );
}

async function requireFolder(path: string, what: string): Promise<FolderEntries> {
  const entries = await listFolder(path);
  if (!entries) throw new InputError(`${path}: no such folder; expected ${what}`);
  return entries;
}

async function requireImages(
  path: string,
  what: string,
  warnings: string[],
): Promise<readonly string[]> {
  const { images, others, folders } = await requireFolder(path, what);
  if (images.length === 0) {
    throw new InputError(`${path}: no ${IMAGE_FORMATS} images; expected ${what}`);
  }
  const ignored = [...others, ...folders];
  if (ignored.length > 0) {
    warnings.push(`${path}: ${ignored.length} other entries ignored, for example ${ignored[0]}`);
  }
  return images;
}

function refuseLooseImages(path: string, { images }: FolderEntries, where: string): void {
  if (images.length === 0) return;
  throw new InputError(
    `${path}/${images[0]}: image outside of a type's folder; move it to ${where}`,
  );
}

/** Warns of folders of images outside the layout: masks in `masks`, images in `validation`. */
async function ignoredFolders(root: string): Promise<string[]> {
  const warnings: string[] = [];
  for (const folder of (await listFolder(root))!.folders) {
    if (["train", "test", "ground_truth"].includes(folder)) continue;
    const { images, folders } = (await listFolder(`${root}/${folder}`))!;
    const inner = await Promise.all(
      folders.map(async (name) => (await listFolder(`${root}/${folder}/${name}`))?.images ?? []),
    );
    if (images.length === 0 && inner.every((names) => names.length === 0)) continue;
    warnings.push(
      `${root}/${folder}: images in it are ignored; masks are looked for in ground_truth/<type>, ` +
        "other images in train/good and test/<type>",
    );
  }
  return warnings;
}

/** The masks of one type. */
interface TypeMasks {
  /** Below `ground_truth`; accented letters may be stored otherwise than in the folder below `test`. */
  readonly folder: string;
  /** Relative to that folder. */
  readonly paths: readonly string[];
}

/** The masks of each type, including those in a separate folder for each image. */
async function listMasks(root: string, warnings: string[]): Promise<Map<string, TypeMasks>> {
  const entries = await listFolder(`${root}/ground_truth`);
  const byType = new Map<string, TypeMasks>();
  if (!entries) return byType;
  refuseLooseImages(`${root}/ground_truth`, entries, "ground_truth/<type>");
  for (const type of entries.folders) {
    const { images, folders } = (await listFolder(`${root}/ground_truth/${type}`))!;
    const paths = [...images];
    for (const folder of folders) {
      const inner = await listFolder(`${root}/ground_truth/${type}/${folder}`);
      append(paths, inner!.images.map((name) => `${folder}/${name}`));
    }
    if (paths.length === 0) warnings.push(`${root}/ground_truth/${type}: no masks in it`);
    else byType.set(type.normalize("NFC"), { folder: type, paths });
  }
  return byType;
}

/** Images of a type with their masks, in `ground_truth/<type>` and beside the images. */
function pairWithMasks(
  root: string,
  type: string,
  names: readonly string[],
  { folder: maskFolder, paths: masks }: TypeMasks = { folder: type, paths: [] },
  warnings: string[],
): ImageFile[] {
  const { images, masks: beside } = separateMasks(names);
  warnings.push(...masksBeside(beside).map((line) => `${root}/test/${type}: ${line}`));
  const stems = new Set(images.map(withoutExtension));
  const owned = new Map(
    [...beside].map(([image, list]) =>
      [withoutExtension(image), list.map((name) => `test/${type}/${name}`)] as const
    ),
  );
  if (masks.length > 0 || beside.size > 0) refuseSameNames(root, type, images);
  for (const mask of masks) {
    const [folder, name] = mask.split("/") as [string, string | undefined];
    // A mask in a separate folder belongs to the image with the mask's name, else with the folder's.
    const owner = ownerOf(name ?? folder, stems) ?? ownerOf(folder, stems);
    const path = `ground_truth/${maskFolder}/${mask}`;
    if (owner === undefined) {
      throw new InputError(`${root}/${path}: mask without an image in test/${type}`);
    }
    owned.set(owner, [...owned.get(owner) ?? [], path]);
  }
  return images.map((name): ImageFile => {
    const stem = withoutExtension(name);
    const found = owned.get(stem);
    if (owned.size > 0 && !found) {
      throw new InputError(
        `${root}/test/${type}/${name}: no mask ground_truth/${type}/${stem}_mask.png, while ` +
          "other images of this type have one",
      );
    }
    const mask = found?.length === 1 ? found[0] : found;
    return { path: `test/${type}/${name}`, label: type === "good" ? 0 : 1, type, mask };
  });
}

/** Refuses images that differ only in extension, since masks name their image without it. */
function refuseSameNames(root: string, type: string, images: readonly string[]): void {
  for (const [stem, same] of Map.groupBy(images, withoutExtension)) {
    if (same.length < 2) continue;
    throw new InputError(
      `${root}/test/${type}: ${same.length} images are called ${stem}: ${same.join(", ")}; which ` +
        "of them a mask belongs to cannot be told: rename all but one",
    );
  }
}

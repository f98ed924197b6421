/**
 * Images in folders of any layout, normal or anomalous as the user says.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { ImageFile } from "../images/image_set.ts";
import type { DataChoice, Dataset } from "./dataset.ts";
import { byRealPath, expandImagePaths, type ImageList } from "./expand.ts";
import { fileSource, FOLDER_IMAGE_SIZE } from "./file_source.ts";
import { drawHeldOut, HELD_OUT, HELD_OUT_SEED } from "./hold_out.ts";
import { baseName } from "./listing.ts";

/**
 * Makes a dataset from files and folders.
 *
 * Without `test`, a fifth of the normal images, drawn by a fixed seed, is held out as normal test
 * images; a warning says so. If `abnormal` is missing too, `holdout` is that share.
 *
 * @param choice.normal Files, folders (searched recursively) or patterns of normal images to train on.
 * @param choice.abnormal Files or folders of anomalous test images.
 * @param choice.test Files or folders of normal test images.
 * @throws {InputError} If a path cannot be used, an image is given twice, or too few are given.
 */
export async function loadFlatFolders(
  choice: Pick<DataChoice, "normal" | "abnormal" | "test" | "holdout">,
): Promise<Dataset> {
  const { normal = [], abnormal = [], test = [] } = choice;
  if (normal.length === 0) throw new InputError("--normal: no images to train on; name a folder");
  const lists = [
    await expandImagePaths(normal),
    await expandImagePaths(abnormal),
    await expandImagePaths(test),
  ];
  refuseCategories("--normal", lists[0]!);
  refuseCategories("--test", lists[2]!);
  const [trainPaths, abnormalPaths, testPaths] = lists.map(({ paths }) => paths) as [
    readonly string[],
    readonly string[],
    readonly string[],
  ];
  const masks = new Map(lists.flatMap((list) => [...list.masks]));
  await refuseShared({ "--normal": trainPaths, "--abnormal": abnormalPaths, "--test": testPaths });
  const warnings = lists.flatMap((list) => list.warnings);
  let [trained, tested] = [trainPaths, testPaths];
  if (testPaths.length === 0) {
    const share = holdsOutItself(choice) ? choice.holdout ?? HELD_OUT : HELD_OUT;
    const { kept, held } = drawTest(trainPaths, share);
    [trained, tested] = [kept, held];
    warnings.push(
      `no --test given: ${tested.length} of ${trainPaths.length} normal images ` +
        `(${
          Number((share * 100).toFixed(2))
        } %, seed ${HELD_OUT_SEED}) are held out as normal test images`,
    );
  }
  if (abnormalPaths.length === 0) {
    warnings.push("no --abnormal given: no anomalous test images; no AUROC can be computed");
  }
  const maskOf = (path: string): Pick<ImageFile, "mask"> =>
    masks.has(path) ? { mask: masks.get(path) } : {};
  return {
    dataset: "folder",
    name: baseName(normal[0]!),
    protocol: "one-class",
    root: "",
    train: trained.map((path): ImageFile => ({ path, label: 0, type: "good" })),
    test: [
      ...abnormalPaths.map((path): ImageFile => ({
        path,
        label: 1,
        type: folderName(path),
        ...maskOf(path),
      })),
      ...tested.map((path): ImageFile => ({ path, label: 0, type: "good", ...maskOf(path) })),
    ],
    warnings,
    imageSize: FOLDER_IMAGE_SIZE,
    choice: {
      normal: choice.normal,
      abnormal: choice.abnormal,
      test: choice.test,
      ...(holdsOutItself(choice) && choice.holdout !== undefined && { holdout: choice.holdout }),
    },
    source: fileSource(""),
  };
}

async function refuseShared(lists: Readonly<Record<string, readonly string[]>>): Promise<void> {
  const seen = new Map<string, string>();
  for (const [option, paths] of Object.entries(lists)) {
    for (const [real, path] of await byRealPath(paths)) {
      const other = seen.get(real);
      if (other) throw new InputError(`${path}: given by ${other} and by ${option}; choose one`);
      seen.set(real, option);
    }
  }
}

/** Refuses whole categories, whose defects and masks would count as normal images. */
function refuseCategories(option: string, { categories: [category] }: ImageList): void {
  if (category === undefined) return;
  throw new InputError(
    `${option}: ${category} has folders train and test, so not all of its images are normal: use ` +
      `--data ${category}, or ${option} ${category}/train/good`,
  );
}

/** Whether only normal images are given, so that the held-out ones are all there is to test on. */
export function holdsOutItself({ data, abnormal, test }: DataChoice): boolean {
  return data === undefined && !abnormal?.length && !test?.length;
}

function drawTest(paths: readonly string[], share: number): { kept: string[]; held: string[] } {
  if (paths.length < 2) {
    throw new InputError(
      `--normal: only ${paths.length} image; give two or more, or normal test images by --test`,
    );
  }
  return drawHeldOut(paths, share);
}

/** Name of the folder that an image is in; `abnormal` if its path names none. */
function folderName(path: string): string {
  const folder = path.replaceAll("\\", "/").split("/").at(-2);
  return folder && !/^\.+$/.test(folder) ? folder : "abnormal";
}

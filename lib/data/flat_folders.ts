/**
 * Images in folders of any layout, told apart by where the user says they belong.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { Random, STREAM } from "../random.ts";
import type { DataChoice, Dataset } from "./dataset.ts";
import { fileSource, FOLDER_IMAGE_SIZE } from "./file_source.ts";
import type { ImageFile } from "./image_set.ts";
import { expandImagePaths } from "./expand.ts";
import { baseName } from "./listing.ts";

/** Share of the normal images that is held out for testing where no test images are given. */
export const HELD_OUT = 0.2;
/** The held-out images are the same for every seed of a training, so that runs can be compared. */
const HELD_OUT_SEED = 0;

/**
 * Makes a dataset of files and folders.
 *
 * Without `test`, a fifth of the normal images, drawn by a fixed seed, is held out as normal test
 * images; a warning says so.
 *
 * @param choice.normal Files, folders (searched recursively) or patterns of normal images to train on.
 * @param choice.abnormal Files or folders of anomalous test images.
 * @param choice.test Files or folders of normal test images.
 * @throws {InputError} If a path cannot be used, an image is given twice, or too few are given.
 */
export async function loadFlatFolders(
  choice: Pick<DataChoice, "normal" | "abnormal" | "test">,
): Promise<Dataset> {
  const { normal = [], abnormal = [], test = [] } = choice;
  if (normal.length === 0) throw new InputError("--normal: no images to train on; name a folder");
  const lists = [
    await expandImagePaths(normal),
    await expandImagePaths(abnormal),
    await expandImagePaths(test),
  ];
  const [trainPaths, abnormalPaths, testPaths] = lists.map(({ paths }) => paths) as [
    readonly string[],
    readonly string[],
    readonly string[],
  ];
  const masks = new Map(lists.flatMap((list) => [...list.masks]));
  refuseShared({ "--normal": trainPaths, "--abnormal": abnormalPaths, "--test": testPaths });
  const warnings = lists.flatMap((list) => list.warnings);
  let [trained, tested] = [trainPaths, testPaths];
  if (testPaths.length === 0) {
    [trained, tested] = holdOut(trainPaths);
    warnings.push(
      `no --test given: ${tested.length} of ${trainPaths.length} normal images ` +
        `(${HELD_OUT * 100} %, seed ${HELD_OUT_SEED}) are held out as normal test images`,
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
    choice: { normal: choice.normal, abnormal: choice.abnormal, test: choice.test },
    source: fileSource(""),
  };
}

function refuseShared(lists: Readonly<Record<string, readonly string[]>>): void {
  const seen = new Map<string, string>();
  for (const [option, paths] of Object.entries(lists)) {
    for (const path of paths) {
      const other = seen.get(path);
      if (other) throw new InputError(`${path}: given by ${other} and by ${option}; choose one`);
      seen.set(path, option);
    }
  }
}

function holdOut(paths: readonly string[]): [trained: string[], tested: string[]] {
  if (paths.length < 2) {
    throw new InputError(
      `--normal: only ${paths.length} image; give two or more, or normal test images by --test`,
    );
  }
  const count = Math.max(1, Math.round(paths.length * HELD_OUT));
  const order = new Random(HELD_OUT_SEED, STREAM.heldOut).permutation(paths.length);
  const held = new Set(order.slice(0, count));
  return [paths.filter((_, i) => !held.has(i)), paths.filter((_, i) => held.has(i))];
}

/** Name of the folder that an image is in; `abnormal` where its path names none. */
function folderName(path: string): string {
  const folder = path.replaceAll("\\", "/").split("/").at(-2);
  return folder && !/^\.+$/.test(folder) ? folder : "abnormal";
}

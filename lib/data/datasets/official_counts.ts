/**
 * How many images the official sets have: MVTec AD category by category, the others by class.
 *
 * @module
 */
import type { ImageFile } from "../images/image_set.ts";
import { classCounts } from "./class_counts.ts";
import type { DatasetName, Protocol } from "./dataset.ts";

/** Facts about a category of the official set. */
export interface OfficialCategory {
  /** Training images. */
  readonly train: number;
  /** Normal test images. */
  readonly testNormal: number;
  /** Anomalous test images, each with a mask. */
  readonly testAnomalous: number;
  /** Kinds of anomalies: folders of `test` besides `good`. */
  readonly types: readonly string[];
}

function category(counts: readonly [number, number, number], types: string): OfficialCategory {
  const [train, testNormal, testAnomalous] = counts;
  return { train, testNormal, testAnomalous, types: types.split(" ") };
}

/** By name. Source: Bergmann et al., MVTec AD, CVPR 2019, Table 1. */
export const MVTEC_CATEGORIES: ReadonlyMap<string, OfficialCategory> = new Map([
  ["carpet", category([280, 28, 89], "color cut hole metal_contamination thread")],
  ["grid", category([264, 21, 57], "bent broken glue metal_contamination thread")],
  ["leather", category([245, 32, 92], "color cut fold glue poke")],
  ["tile", category([230, 33, 84], "crack glue_strip gray_stroke oil rough")],
  ["wood", category([247, 19, 60], "color combined hole liquid scratch")],
  ["bottle", category([209, 20, 63], "broken_large broken_small contamination")],
  [
    "cable",
    category(
      [224, 58, 92],
      "bent_wire cable_swap combined cut_inner_insulation cut_outer_insulation missing_cable " +
        "missing_wire poke_insulation",
    ),
  ],
  ["capsule", category([219, 23, 109], "crack faulty_imprint poke scratch squeeze")],
  ["hazelnut", category([391, 40, 70], "crack cut hole print")],
  ["metal_nut", category([220, 22, 93], "bent color flip scratch")],
  [
    "pill",
    category([267, 26, 141], "color combined contamination crack faulty_imprint pill_type scratch"),
  ],
  [
    "screw",
    category(
      [320, 41, 119],
      "manipulated_front scratch_head scratch_neck thread_side thread_top",
    ),
  ],
  ["toothbrush", category([60, 12, 30], "defective")],
  ["transistor", category([213, 60, 40], "bent_lead cut_lead damaged_case misplaced")],
  [
    "zipper",
    category(
      [240, 32, 119],
      "broken_teeth combined fabric_border fabric_interior rough split_teeth squeezed_teeth",
    ),
  ],
]);

/** The numbers of images by which categories are compared. */
export interface CategoryCounts {
  /** Training images. */
  readonly train: number;
  /** Normal test images. */
  readonly testNormal: number;
  /** Anomalous test images. */
  readonly testAnomalous: number;
}

/**
 * Counts training images and both kinds of test images.
 *
 * @example
 * ```ts
 * import { countImages } from "./official_counts.ts";
 * import { loadCategory } from "./mvtec.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const counts = countImages(await loadCategory("data/sample/bottle"));
 * assertEquals(counts, { train: 209, testNormal: 20, testAnomalous: 63 });
 * ```
 */
export function countImages(
  { train, test }: { readonly train: readonly ImageFile[]; readonly test: readonly ImageFile[] },
): CategoryCounts {
  const testNormal = test.filter((file) => file.label === 0).length;
  return { train: train.length, testNormal, testAnomalous: test.length - testNormal };
}

/**
 * The official images of a category, or of one class against all others by a protocol. `undefined`
 * for other datasets and unknown names.
 *
 * @example
 * ```ts
 * import { officialImages } from "./official_counts.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(officialImages("mvtec", "bottle"), { train: 209, test: 83 });
 * assertEquals(officialImages("mnist", "1"), { train: 6742, test: 10_000 });
 * ```
 */
export function officialImages(
  dataset: DatasetName,
  name: string,
  protocol: Protocol = "one-class",
): { readonly train: number; readonly test: number } | undefined {
  if (dataset !== "mvtec") return classCounts(dataset, name, protocol);
  const category = MVTEC_CATEGORIES.get(name);
  return category && {
    train: category.train,
    test: category.testNormal + category.testAnomalous,
  };
}

/** The folder of a copy's anomalous test images if their kinds got lost. */
const UNTYPED = "bad";

/**
 * The official category that a folder is a copy of: it has the category's name, and all kinds of
 * anomalies in it are the category's. Kinds may have got lost, with all anomalies in one folder
 * `bad`, if there are as many normal test images as officially. A user's own folder of that name is
 * not a copy.
 */
export function officialCategory(
  name: string,
  test: readonly ImageFile[],
): OfficialCategory | undefined {
  const official = MVTEC_CATEGORIES.get(name);
  const types = new Set(test.map((file) => file.type).filter((type) => type !== "good"));
  if (!official || types.size === 0) return undefined;
  if (types.size === 1 && types.has(UNTYPED)) {
    const { testNormal, testAnomalous } = countImages({ train: [], test });
    const fits = testNormal === official.testNormal && testAnomalous <= official.testAnomalous;
    return fits ? official : undefined;
  }
  return [...types].every((type) => official.types.includes(type)) ? official : undefined;
}

/**
 * How a copy differs from the official category, in a phrase; `undefined` if all counts agree.
 *
 * All three are compared, because held-out training images may replace missing normal test images in
 * exactly the official number.
 *
 * @example
 * ```ts
 * import { countDeviations, MVTEC_CATEGORIES } from "./official_counts.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const found = { train: 234, testNormal: 30, testAnomalous: 57 };
 * assertEquals(
 *   countDeviations(found, MVTEC_CATEGORIES.get("grid")!),
 *   "234 of 264 training images, 30 instead of 21 normal test images",
 * );
 * ```
 */
export function countDeviations(
  found: CategoryCounts,
  official: OfficialCategory,
): string | undefined {
  const compared = [
    ["training images", found.train, official.train],
    ["normal test images", found.testNormal, official.testNormal],
    ["anomalous test images", found.testAnomalous, official.testAnomalous],
  ] as const;
  const deviations = compared.flatMap(([what, count, expected]) =>
    count === expected
      ? []
      : [`${count} ${count < expected ? "of" : "instead of"} ${expected} ${what}`]
  );
  return deviations.join(", ") || undefined;
}

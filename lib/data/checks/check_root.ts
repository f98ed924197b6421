/**
 * Checks a folder of several categories, as MVTec AD is unpacked.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { visible } from "../../visible.ts";
import { countImages, MVTEC_CATEGORIES } from "../datasets/official_counts.ts";
import { type CategoryReport, checkCategory } from "./check.ts";
import { textTable } from "./text_table.ts";

/** The result for one of the folders. */
export interface RootEntry {
  /** The folder's name. */
  readonly name: string;
  /** Absent if it cannot be used. */
  readonly report?: CategoryReport;
  /** Why it cannot be used. */
  readonly problem?: string;
}

/**
 * Decodes everything in each category; one that cannot be used does not hold up the others.
 *
 * @param root Folder of category folders.
 * @param names Which of them, from `listCategories`.
 */
export async function checkRoot(root: string, names: readonly string[]): Promise<RootEntry[]> {
  const entries: RootEntry[] = [];
  for (const name of names) {
    try {
      entries.push({ name, report: await checkCategory(`${root}/${name}`) });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      entries.push({ name, problem: error.message });
    }
  }
  return entries;
}

/** One line per category, with the official counts where they differ, and all warnings. */
export function formatRoot(root: string, entries: readonly RootEntry[]): string {
  const header = [
    ...["category", "train", "test good", "test anomalous", "masks"],
    ...["brightness AUROC, %", "roughness AUROC, %", "official set"],
  ];
  const rows = entries.map(({ name, report }) => {
    if (!report) return [name, ...Array<string>(6).fill("–"), "cannot be used, see below"];
    const counts = countImages(report.category);
    const masks = report.types.reduce((sum, entry) => sum + entry.masks, 0);
    const { train, testNormal, testAnomalous } = counts;
    return [
      name,
      ...[train, testNormal, testAnomalous, masks].map(String),
      ...[report.images.brightness, report.images.roughness].map(({ auroc }) =>
        auroc === undefined ? "–" : (100 * auroc).toFixed(1)
      ),
      verdict(report),
    ];
  });
  const notes = entries.flatMap(({ name, problem, report }) => [
    ...(problem ? [`error: ${problem}`] : []),
    ...(report?.errors ?? []).map((error) => `error: ${root}/${name}: ${error}`),
    ...(report?.warnings ?? []).map((warning) =>
      warning.startsWith(`${root}/`)
        ? `warning: ${warning}`
        : `warning: ${root}/${name}: ${warning}`
    ),
  ]);
  const names = new Set(entries.map((entry) => entry.name));
  const missing = [...MVTEC_CATEGORIES.keys()].filter((name) => !names.has(name));
  const isMvtec = entries.some(({ report }) => report?.category.dataset === "mvtec");
  if (isMvtec && missing.length > 0) {
    notes.push(
      `warning: ${root}: ${missing.length} of ${MVTEC_CATEGORIES.size} categories of MVTec AD are ` +
        `missing: ${missing.join(", ")}`,
    );
  }
  return [
    `${visible(root)}: ${entries.length} categories`,
    "",
    ...textTable([header, ...rows]),
    ...(notes.length > 0 ? ["", ...notes.map(visible)] : []),
  ].join("\n");
}

function verdict({ category }: CategoryReport): string {
  if (category.dataset !== "mvtec") return "not a category of it";
  return category.partial === undefined ? "complete" : `partial: ${category.partial}`;
}

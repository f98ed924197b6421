/**
 * Published numbers, with how sure we are of each.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../config.ts";
import type { DatasetName } from "../data/mod.ts";
import mvtec from "../../data/published/mvtec_image_auroc.json" with { type: "json" };

const schema = z.strictObject({
  metric: z.string(),
  dataset: z.string(),
  columns: z.record(
    z.string(),
    z.strictObject({
      title: z.string(),
      mark: z.enum(["seen", "recalled"]),
      note: z.string(),
      values: z.record(z.string(), z.number()),
    }),
  ),
});

/** A published value beside which ours is shown. */
export interface PublishedValue {
  /** The method as the source names it. */
  readonly title: string;
  /** Fraction, not percent. */
  readonly value: number;
  /** `seen` = read in a source; `recalled` = from memory, not verified. */
  readonly mark: "seen" | "recalled";
}

/**
 * The published image AUROC on an MVTec AD category that stands beside a method's own.
 *
 * No per-category column of DAAD is known; DAAD+ stands beside it, under its own name.
 *
 * @param dataset Where the category is from: a user's folder may have the name of one of MVTec AD.
 * @returns `undefined` where nothing is known.
 */
export function publishedImageAuroc(
  method: string,
  category: string,
  dataset: DatasetName = "mvtec",
): PublishedValue | undefined {
  if (dataset !== "mvtec") return undefined;
  const { columns } = parseConfig(schema, mvtec, "data/published/mvtec_image_auroc.json");
  const column = columns[method === "daad" ? "daad_plus" : method];
  const percent = column?.values[category];
  if (!column || percent === undefined) return undefined;
  return { title: column.title, value: percent / 100, mark: column.mark };
}

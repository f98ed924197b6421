/**
 * Facts about images as rows of a table.
 *
 * @module
 */
import { IMAGE_GROUPS, type ImageFacts, type UntrainedFact } from "./image_facts.ts";

/** Rows of a table: brightness, roughness, nearest neighbours. */
export function imageFactRows({ brightness, roughness, nearest }: ImageFacts): string[][] {
  const row = (name: string, { groups, auroc }: UntrainedFact) => [
    name,
    ...IMAGE_GROUPS.map((group) => {
      const found = groups[group];
      return found ? `${found.mean.toFixed(1)} ± ${found.deviation.toFixed(1)}` : "–";
    }),
    auroc === undefined ? "–" : (100 * auroc).toFixed(1),
  ];
  return [
    ["of 0 … 255", ...IMAGE_GROUPS, "AUROC, %"],
    row("brightness", brightness),
    row("roughness", roughness),
    [
      "to the nearest training image",
      ...IMAGE_GROUPS.map((group) => nearest[group]?.toFixed(1) ?? "–"),
      "",
    ],
  ];
}

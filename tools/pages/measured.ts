/**
 * The page of what has been measured.
 *
 * @module
 */
import { ABLATION_TABLES } from "../judge/ablations.ts";
import type { Kept } from "../kept/kept.ts";
import { METHOD_PLANS } from "../kept/places.ts";
import { formatMeasured, formatMeasuredPlans } from "../tables/measured.ts";
import { page } from "./page_text.ts";

/** The numbers of categories and runs that have a record, and the hours they took. */
export function measuredPage({ records, of }: Kept): string {
  const ablations = [
    { id: "downsampling", title: "Down-sampling ratio" },
    ...Object.entries(ABLATION_TABLES).map(([id, { title }]) => ({ id, title })),
  ];
  return page("What is measured", "../", [
    "Of how many categories or classes a record is kept, how many runs these are, and how long they took " +
    "from the first image to the record, most on one thread of a machine that did other work at the " +
    "same time.",
    formatMeasured(METHOD_PLANS, records),
    formatMeasuredPlans(
      ablations.map(({ id, title }) => ({ title, runs: of(id).map(({ record }) => record) })),
    ),
  ]);
}

/**
 * Formats what tunings chose, for docs/tables.
 *
 * @module
 */
import { entryTitle } from "../../lib/experiment/tune/text.ts";
import { formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { formatDifference, formatPercent } from "../../lib/record/table/sheets.ts";
import { runTitle } from "../../lib/registry/naming.ts";
import type { Tuning } from "../kept/tunings.ts";

/** A row for each tuning. */
export function formatTunings(tunings: readonly Tuning[]): string {
  const rows = tunings.flatMap(({ dataset, category, method, imageSize, place, choice }) => {
    if (!choice) return [];
    const { chosen, reference, difference, bySetting, verdict, variants } = choice;
    const { value, low, high } = difference;
    return [[
      `${dataset} ${category}`,
      runTitle({ method }),
      `${imageSize}`,
      `[${entryTitle(chosen)}](../../data/tuned/${place}/tuning.json)`,
      formatPercent(chosen.auroc),
      formatPercent(reference.auroc),
      verdict === "same" ? "–" : formatDifference(bySetting),
      verdict === "same" ? "–" : formatDifference(value, { low, high }),
      variants[0]?.candidate ?? "–",
    ]];
  });
  return formatGrid([
    ...["Images", "method", "pixels", "chosen", "AUROC", "of the defaults"],
    ...["by the same statistic", "choosing brings", "calibration"],
  ], rows);
}

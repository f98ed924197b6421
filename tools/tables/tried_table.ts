/**
 * Formats settings of a method that were tried, for docs/tables/methods.
 *
 * @module
 */
import type { RunRecord } from "../../lib/record/run/record.ts";
import { escapeMarkdown, formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { formatPercent } from "../../lib/record/table/sheets.ts";
import { runTitle } from "../../lib/registry/naming.ts";
import { controlMark, marksOf } from "./cell_text.ts";
import { changedFields } from "./changed_fields.ts";
import { dataName } from "./data_name.ts";

/**
 * Formats one row per run: the fields of its configuration that are not the defaults, and the image
 * AUROC.
 */
export function formatTried(records: readonly RunRecord[]): string {
  return formatGrid(
    [
      ...["Method", "Data", "Pixels", "Training images", "Changed", "Epochs", "Seed"],
      ...["Image AUROC", "Training"],
    ],
    records.flatMap((record) => {
      const { method, config, epochs, seed, metrics, seconds, backend, data } = record;
      if (!metrics.imageAuroc) return [];
      const { value, low, high } = metrics.imageAuroc;
      const changed = changedFields(method, config, data.trainingImages)
        .map(([name, value]) => `${name} ${value}`);
      if (backend.precision !== "fp32") changed.push(backend.precision);
      return [[
        escapeMarkdown(runTitle(record)),
        dataName(record),
        `${config.imageSize}`,
        `${data.trainingImages}`,
        changed.join(", "),
        `${epochs}`,
        `${seed}`,
        `${formatPercent(value)} [${formatPercent(low)}, ${formatPercent(high)}]` +
        marksOf([record]) + controlMark([record], "own"),
        `${Math.round(seconds.training)} s`,
      ]];
    }),
  );
}

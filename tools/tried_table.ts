/**
 * Formats settings of a method that were tried, for docs/tables/methods.
 *
 * @module
 */
import type { RunRecord } from "../lib/record/record.ts";
import { flatten } from "../lib/record/table/flatten.ts";
import { escapeMarkdown, formatGrid } from "../lib/record/table/markdown_grid.ts";
import { formatPercent } from "../lib/record/table/sheets.ts";
import { runTitle } from "../lib/registry/naming.ts";
import { findMethod } from "../lib/registry/registry.ts";

/**
 * Formats one row per run: the fields of its configuration that are not the defaults, and the image
 * AUROC.
 */
export function formatTried(records: readonly RunRecord[]): string {
  return formatGrid(
    ["Method", "Data", "Pixels", "Changed", "Epochs", "Seed", "Image AUROC", "Training"],
    records.flatMap((record) => {
      const { category, config, epochs, seed, metrics, seconds, backend } = record;
      if (!metrics.imageAuroc) return [];
      const { value, low, high } = metrics.imageAuroc;
      const changed = changedFields(record);
      if (backend.precision !== "fp32") changed.push(backend.precision);
      return [[
        escapeMarkdown(runTitle(record)),
        escapeMarkdown(category),
        `${config.imageSize}`,
        changed.join(", "),
        `${epochs}`,
        `${seed}`,
        `${formatPercent(value)} [${formatPercent(low)}, ${formatPercent(high)}]`,
        `${Math.round(seconds.training)} s`,
      ]];
    }),
  );
}

function changedFields({ method, config, data }: RunRecord): string[] {
  const { imageSize, channels } = config as { imageSize: number; channels: 1 | 3 };
  const facts = { imageSize, channels, trainingImages: data.trainingImages };
  const defaults = new Map(flatten({ ...findMethod(method).resolve({}, facts, method) }));
  return flatten(config)
    .filter(([name, value]) => name !== "epochs" && defaults.get(name) !== value)
    .map(([name, value]) => `${name} ${value}`);
}

/**
 * Summarises a plan's runs in a few lines, and estimates their time from kept records.
 *
 * @module
 */
import { formatDuration } from "../../train/progress_text.ts";
import type { RunRecord } from "../../record/record.ts";
import type { Cell } from "./cells.ts";

/** Formats one line for all runs of a variant with the same settings. */
export function formatCells(cells: readonly Cell[]): string[] {
  const settings = ({ variant, imageSize, overrides }: Cell) =>
    JSON.stringify([variant, imageSize, overrides]);
  return [...Map.groupBy(cells, settings).values()].map((alike) => {
    const { variant, imageSize, overrides } = alike[0]!;
    const told = Object.keys(overrides).length > 0 ? ` ${JSON.stringify(overrides)}` : "";
    const many = (of: (cell: Cell) => string | number) => [...new Set(alike.map(of))].join(", ");
    return `  ${variant}: ${many(({ category }) => category)}; seeds ${
      many(({ seed }) => seed)
    }; ` +
      `${imageSize} pixels${told}`;
  });
}

/**
 * Estimates the seconds of runs from records of the same method, dataset, image size and epochs, on
 * whatever machine they were made.
 *
 * @returns The number of runs with such records, and their total time.
 */
export function secondsByRecords(
  cells: readonly Cell[],
  dataset: string,
  records: readonly RunRecord[],
): { known: number; seconds: number } {
  const key = (method: string, of: string, imageSize: unknown, epochs: unknown) =>
    JSON.stringify([method, of, imageSize, epochs]);
  const measured = Map.groupBy(
    records,
    ({ method, dataset, config }) => key(method, dataset, config.imageSize, config.epochs),
  );
  let [known, seconds] = [0, 0];
  for (const { method, imageSize, overrides } of cells) {
    const alike = measured.get(key(method, dataset, imageSize, overrides.epochs));
    if (!alike) continue;
    known++;
    seconds += alike.reduce((sum, { seconds }) => sum + seconds.total, 0) / alike.length;
  }
  return { known, seconds };
}

/** Formats the estimate as a line; `undefined` where there are no such records. */
export function formatEstimate(
  cells: readonly Cell[],
  dataset: string,
  records: readonly RunRecord[],
  workers: number,
): string | undefined {
  const { known, seconds } = secondsByRecords(cells, dataset, records);
  if (known === 0) return undefined;
  return `by kept records: about ${formatDuration(seconds / workers)} (minutes:seconds) for ` +
    `${known} of the ${cells.length} runs with ${workers} at a time; other machines differ`;
}

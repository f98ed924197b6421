/**
 * Summarises a plan's runs in a few lines, and estimates their time from kept records.
 *
 * @module
 */
import { average } from "../../metrics/statistics/average.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { describeDuration } from "../../train/progress_text.ts";
import { cellConfigHash } from "./cell_config.ts";
import type { Cell } from "./cells.ts";

/** Formats one line for all runs of a variant with the same settings. */
export function formatCells(cells: readonly Cell[]): string[] {
  const settings = ({ variant, imageSize, overrides, epochsTimes }: Cell) =>
    JSON.stringify([variant, imageSize, overrides, epochsTimes]);
  return [...Map.groupBy(cells, settings).values()].map((alike) => {
    const { variant, imageSize, overrides, epochsTimes } = alike[0]!;
    const told = Object.keys(overrides).length > 0 ? ` ${JSON.stringify(overrides)}` : "";
    const many = (of: (cell: Cell) => string | number) => [...new Set(alike.map(of))].join(", ");
    return `  ${variant}: ${many(({ category }) => category)}; seeds ${
      many(({ seed }) => seed)
    }; ` +
      `${imageSize} pixels${told}` + (epochsTimes === undefined ? "" : `, ${epochsTimes}× epochs`);
  });
}

/**
 * Estimates the seconds of runs from records of the same data set and configuration, on whatever machine
 * they were made.
 *
 * @returns The number of runs with such records, and their total time.
 */
export async function secondsByRecords(
  cells: readonly Cell[],
  dataset: string,
  records: readonly RunRecord[],
): Promise<{ known: number; seconds: number }> {
  const byMethod = Map.groupBy(records.filter((run) => run.dataset === dataset), (r) => r.method);
  const settings = Map.groupBy(
    cells,
    ({ method, imageSize, overrides, epochsTimes }) =>
      JSON.stringify([method, imageSize, overrides, epochsTimes]),
  );
  let [known, seconds] = [0, 0];
  for (const alikeCells of settings.values()) {
    const [cell] = alikeCells as [Cell];
    const alike: RunRecord[] = [];
    for (const record of byMethod.get(cell.method) ?? []) {
      if (await cellConfigHash(cell, record) === record.configHash) alike.push(record);
    }
    if (alike.length === 0) continue;
    known += alikeCells.length;
    seconds += alikeCells.length * average(alike.map(({ seconds }) => seconds.total));
  }
  return { known, seconds };
}

/** Formats the estimate as a line; `undefined` where there are no such records. */
export async function formatEstimate(
  cells: readonly Cell[],
  dataset: string,
  records: readonly RunRecord[],
  workers: number,
): Promise<string | undefined> {
  const { known, seconds } = await secondsByRecords(cells, dataset, records);
  if (known === 0) return undefined;
  return `by kept records: about ${describeDuration(seconds / workers)} for ` +
    `${known} of the ${cells.length} runs with ${workers} at a time; other machines differ`;
}

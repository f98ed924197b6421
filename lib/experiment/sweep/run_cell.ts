/**
 * Runs one cell of a plan in this process.
 *
 * @module
 */
import { type Dataset, openDataset } from "../../data/mod.ts";
import type { RunContext } from "../../detector/machine/run_context.ts";
import { readRecord } from "../../record/run/record_file.ts";
import { MODEL_NAME } from "../../registry/storage.ts";
import type { ProgressOptions } from "../../train/progress.ts";
import { cellOverrides } from "../plan/cell_config.ts";
import type { Cell } from "../plan/cells.ts";
import { run } from "../run/run.ts";
import { type CellEnd, claimCell } from "./claim_cell.ts";

/**
 * Runs a cell, from its checkpoint if there is one, unless it is done or another process has it. It
 * writes the record and the scores, from which tables are made, but no pictures and no page.
 *
 * A failure is written next to the checkpoint and reported, so that a sweep continues.
 *
 * @param results Folder of the plan's results.
 * @param options.needsModel Whether to write the model too; a cell without one then counts as not
 * done.
 * @throws {StoppedError} If `signal` is aborted; the next call resumes it.
 */
export function runCell(
  results: string,
  cell: Cell,
  { needsModel = false, context, signal, checkpointInterval, onProgress }: ProgressOptions & {
    readonly needsModel?: boolean;
    readonly context?: RunContext;
    readonly checkpointInterval?: number;
  } = {},
): Promise<CellEnd> {
  return claimCell(results, cell, {
    read: readRecord,
    needs: cellNeeds(needsModel),
    onProgress,
    run: async (out, onProgress) => {
      const data = await openDataset(cell.choice);
      return await run({
        ...cell,
        data,
        overrides: await overridesOn(data, cell),
        overridesSource: `plan ${cell.id}`,
        out,
        writers: needsModel ? ["model", "scores"] : ["scores"],
        resume: true,
        context,
        checkpointInterval,
        signal,
        onProgress,
      });
    },
  });
}

async function overridesOn(dataset: Dataset, cell: Cell) {
  if (cell.epochsTimes === undefined) return cell.overrides; // asking for channels opens images
  const channels = await dataset.source.channels(dataset.train);
  const { imageSize } = cell;
  return cellOverrides(cell, { imageSize, channels, trainingImages: dataset.train.length });
}

/** Files besides the record that a finished cell must have. */
export function cellNeeds(needsModel = false): readonly string[] {
  return needsModel ? [MODEL_NAME] : [];
}

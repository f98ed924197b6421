/**
 * TensorBoard output at the end of a run.
 *
 * @module
 */
import type { TensorBoard } from "../output/tensorboard.ts";
import type { Writer } from "./writer.ts";

/** Makes a writer of metrics and a picture to a board; it writes nothing to the run's own folder. */
export function boardWriter(board: TensorBoard): Writer {
  return {
    files: [],
    write: async ({ result: { data, tested }, ...run }) =>
      await board.end(await run.record(), { set: data.test, masks: data.masks, ...tested }),
  };
}

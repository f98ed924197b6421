import { assertEquals } from "@std/assert";
import { isOutOfMemory, OutOfMemoryError } from "../../../lib/backend/out_of_memory.ts";
import { InputError } from "../../../lib/errors.ts";
import { readCellState } from "../../../lib/experiment/sweep/cell_state.ts";
import { cellFailure, claimCell } from "../../../lib/experiment/sweep/claim_cell.ts";
import { readRecord } from "../../../lib/record/run/record_file.ts";
import { withTempDir } from "../../temp_dir.ts";

const CELL = { id: "daad/0/seed0", folder: "daad/0/seed0-abc" };

Deno.test("claimCell: a failure is written down, and the process's error tells a lack of memory", () =>
  withTempDir(async (results) => {
    for (
      const [error, outOfMemory] of [
        [new OutOfMemoryError("training on 64 images"), true],
        [new InputError("no images"), false],
      ] as const
    ) {
      const run = () => Promise.reject(error);
      assertEquals(await claimCell(results, CELL, { read: readRecord, run }), "failed");
      const state = await readCellState(results, CELL, readRecord);
      assertEquals(state.is === "failed" && state.failure.reason, error.message);
      const ends = await cellFailure(results, CELL);
      assertEquals(ends.message, "daad/0/seed0: failed; its failure.json says why");
      assertEquals(isOutOfMemory(ends.cause), outOfMemory);
    }
  }));

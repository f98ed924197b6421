import { assert, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { requireRecords, runCells } from "../../../lib/experiment/sweep/run_cells.ts";
import { readStored } from "../../../lib/experiment/plan/stored.ts";
import { withTempDir } from "../../temp_dir.ts";

const CHOICE = { profile: "smoke", methods: ["ae"], categories: ["bottle"] } as const;

Deno.test("runCells: runs a cell once; readStored finds its record", () =>
  withTempDir(async (root) => {
    const options = { ...CHOICE, root, data: "data/sample" };
    const [first] = requireRecords(await runCells("mvtec", options));
    const seen: number[] = [];
    const onProgress = ({ done }: { done: number }) => seen.push(done);
    const [again] = requireRecords(await runCells("mvtec", { ...options, onProgress }));
    assertEquals(again, first);
    assertEquals(seen, [0, 1]); // nothing was trained
    const { found } = await readStored({ plan: "mvtec", profile: "smoke", root });
    assertEquals(found.map(({ record }) => record), [first!.record]);
    assertEquals((await readStored({ plan: "mvtec", profile: "cpu", root })).found, []);
  }));

Deno.test("runCells: a cell without data says so, and the result is refused where it is needed", () =>
  withTempDir(async (root) => {
    const results = await runCells("mvtec", { ...CHOICE, root });
    assert(results[0]!.problem?.includes("no such folder"), results[0]!.problem);
    assertThrows(() => requireRecords(results), InputError, "ae/bottle/seed0: ");
  }));

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

Deno.test("runCells: a cell leaves record and scores; asked for its model, it is run again to the same ones", () =>
  withTempDir(async (root) => {
    const options = { ...CHOICE, root, data: "data/sample" };
    const [cell] = requireRecords(await runCells("mvtec", options));
    const { folder, record } = cell!;
    const names = () => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    const scores = () => Deno.readTextFileSync(`${folder}/scores.csv`);
    const before = scores();
    assertEquals(names(), [".daad", "cell.lock", "record.json", "scores.csv"]);
    assertEquals(record.thresholds, undefined); // they are stored with the model
    assertEquals(record.diagnostics.learning?.images, 24); // what it learnt is known all the same
    const [again] = requireRecords(await runCells("mvtec", { ...options, needsModel: true }));
    assertEquals(names(), [
      ...[".daad", "calibration.safetensors", "cell.lock", "detector.json", "model.safetensors"],
      "record.json",
      ...["scores.csv", "thresholds.json"],
    ]);
    assertEquals([scores(), again!.record.metrics], [before, record.metrics]);
    assertEquals(again!.record.diagnostics, record.diagnostics);
    assertEquals(again!.record.thresholds?.map(({ name }) => name), ["highest"]);
  }));

Deno.test("runCells: a cell without data says so, and the result is refused where it is needed", () =>
  withTempDir(async (root) => {
    const results = await runCells("mvtec", { ...CHOICE, root });
    assert(results[0]!.problem?.includes("no such folder"), results[0]!.problem);
    assertThrows(() => requireRecords(results), InputError, "ae/bottle/seed0: ");
  }));

import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { defineConfig } from "../../../lib/detector/config/define_config.ts";
import { imageFields } from "../../../lib/detector/config/fields.ts";
import { type Built, defineMethod } from "../../../lib/detector/define/define_method.ts";
import { InputError } from "../../../lib/errors.ts";
import { readStored } from "../../../lib/experiment/plan/stored.ts";
import { requireRecords, runCells } from "../../../lib/experiment/sweep/run_cells.ts";
import { configHash } from "../../../lib/record/run/config_hash.ts";
import type { RunRecord } from "../../../lib/record/run/record.ts";
import { writeRecord } from "../../../lib/record/run/record_file.ts";
import { registerMethod } from "../../../lib/registry/registry.ts";
import { withTempDir } from "../../temp_dir.ts";
import { copySmallBottle } from "../small_bottle.ts";

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
    assertEquals(record.diagnostics.learning?.images, 24); // what it learnt is recorded all the same
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

Deno.test("runCells: a multiple of the epochs is of those that the run would have had", () =>
  withTempDir(async (root) => {
    const options = { ...CHOICE, root, data: "data/sample", methods: ["ae-long"] };
    const [cell] = requireRecords(await runCells("against-ae", options));
    assertEquals(cell!.record.config.epochs, 2);
  }));

Deno.test("runCells: a cell without data says so, and the result is refused where it is needed", () =>
  withTempDir(async (root) => {
    const results = await runCells("mvtec", { ...CHOICE, root });
    assert(results[0]!.problem?.includes("no such folder"), results[0]!.problem);
    assertThrows(() => requireRecords(results), InputError, "ae/bottle/seed0: ");
  }));

Deno.test("runCells: a model that could not be made is a problem, though a record is there", () =>
  withTempDir(async (root) => {
    const options = { ...CHOICE, root };
    requireRecords(await runCells("mvtec", { ...options, data: "data/sample" }));
    const missing = { ...options, data: `${root}/none`, needsModel: true };
    const [cell] = await runCells("mvtec", missing);
    assert(cell!.problem?.includes("no such folder"), cell!.problem);
  }));

Deno.test("runCells: a kept record of the same run counts, whatever its folder is called", () =>
  withTempDir(async (root) => {
    const options = { ...CHOICE, root, data: "data/sample" };
    const [first] = requireRecords(await runCells("mvtec", options));
    const kept = `${root}/data/results/by-hand`;
    const keep = async (record: RunRecord) => {
      await Deno.mkdir(kept, { recursive: true });
      await writeRecord(`${kept}/record.json`, record);
      await Deno.remove(`${root}/runs/results`, { recursive: true }).catch(() => {});
    };
    await keep(first!.record);
    const missing = { ...options, data: `${root}/none` };
    const [found] = requireRecords(await runCells("mvtec", missing));
    assertEquals([found!.folder, found!.record], [kept, first!.record]);
    const [model] = await runCells("mvtec", { ...missing, needsModel: true });
    assert(model!.problem?.includes("no such folder"), "records have no model");
    // A record with another seed, another number of images or other settings is another run.
    const { record } = first!;
    const data = { ...record.data, trainingImages: record.data.trainingImages + 1 };
    const settings = { ...record.config, epochs: 77 };
    for (
      const other of [
        { ...record, seed: 1 },
        { ...record, data },
        { ...record, config: settings, configHash: await configHash(settings) },
      ]
    ) {
      await keep(other);
      const [result] = await runCells("mvtec", missing);
      assertEquals(result!.record, undefined);
    }
  }));

Deno.test("runCells: a record of other images of the same name does not count", () =>
  withTempDir(async (root) => {
    const options = { ...CHOICE, root, data: "data/sample" };
    const [first] = requireRecords(await runCells("mvtec", options));
    await copySmallBottle(root);
    const [other] = await runCells("mvtec", { ...options, data: root });
    assertEquals(other!.record, undefined);
    // A kept one counts for every copy of the data set.
    const kept = `${root}/kept/data/results/mvtec/smoke`;
    await Deno.mkdir(kept, { recursive: true });
    await Deno.rename(`${root}/runs/results/mvtec/smoke/ae`, `${kept}/ae`);
    const there = { ...options, root: `${root}/kept`, data: root };
    const [found] = requireRecords(await runCells("mvtec", there));
    assertEquals(found!.record, first!.record);
    await Deno.rename(`${kept}/ae`, `${root}/runs/results/mvtec/smoke/ae`);
    assert(
      other!.problem?.includes(
        `${first!.folder}: its record is of other images than ${root}/bottle`,
      ),
      other!.problem,
    );
  }));

Deno.test("runCells: one's own method, changed, is another run", () =>
  withTempDir(async (root) => {
    const options = { ...CHOICE, root, data: "data/sample", methods: ["times_brightness"] };
    const folders: string[] = [];
    const register = (value: number) =>
      registerMethod(defineMethod({
        id: "times_brightness",
        title: "Brightness",
        paper: "none",
        config: defineConfig({ ...imageFields }),
        // The text of this function tells them apart, as in a notebook's cell.
        build: value === 1 ? () => brightness(1) : () => brightness(2),
      }));
    for (const value of [1, 2, 1]) {
      register(value);
      const [cell] = requireRecords(await runCells("mvtec", options));
      folders.push(cell!.folder);
    }
    assertEquals(folders[2], folders[0]);
    assertNotEquals(folders[1], folders[0]);
  }));

function brightness(value: number): Built {
  return {
    score: (images) => ({
      scores: tf.tidy(() => tf.mul(tf.mean(images, [1, 2, 3]), value) as tf.Tensor1D),
    }),
    fit: () => Promise.resolve({ history: { losses: [], steps: 0, seconds: 0, secondsBefore: 0 } }),
  };
}

import { assert, assertEquals, assertRejects } from "@std/assert";
import { useBackend } from "../../lib/backend/backend.ts";
import { InputError, StoppedError } from "../../lib/errors.ts";
import { beginTuning } from "../../lib/experiment/tune/folder.ts";
import { runTrial } from "../../lib/experiment/tune/run_trial.ts";
import type { TuneSetup } from "../../lib/experiment/tune/setup.ts";
import { readTrial } from "../../lib/experiment/tune/trial_record.ts";
import { listTrials } from "../../lib/experiment/tune/trials.ts";
import { tune, type TuneOptions } from "../../lib/experiment/tune/tune.ts";
import { listRecords } from "../../lib/record/table/read.ts";
import type { CellProcess } from "../../lib/experiment/sweep/sweep.ts";
import { noLeak } from "../no_leak.ts";
import { withTempDir } from "../temp_dir.ts";
import { copySmallBottle } from "../experiment/small_bottle.ts";
import { smallSetup } from "../experiment/tune/small_setup.ts";

await useBackend();

const PLAN = {
  candidates: [
    { name: "narrow", config: { baseWidth: 2 } },
    { name: "shallow", config: { levels: 1 } },
  ],
};

/** Two rounds of the AE on 12 images of 16 pixels. */
function setupOf(data: string, seed = 0): Promise<TuneSetup> {
  return smallSetup(data, {
    plan: PLAN,
    rounds: [
      { share: 0.002, folds: [0], images: 4 },
      { share: 0.004, folds: [0, 1], images: 4, candidates: 1 },
    ],
    seed,
  });
}

/** Options that run trials in this process instead of separate ones. */
function here(setup: TuneSetup, results: string, signal?: AbortSignal): TuneOptions {
  const start = (trial: Parameters<TuneOptions["start"]>[0]): CellProcess => ({
    end: runTrial(results, setup, trial, { signal }).then((end) =>
      end === "failed" ? { problem: "failed", reported: true } : {}
    ),
    stop: () => {},
  });
  return { results, workers: 1, start, signal };
}

/** The trials' records by path, without times. */
async function numbers(folder: string): Promise<Map<string, unknown>> {
  const files = await listRecords(folder);
  return new Map(
    await Promise.all(files.map(async (file) => {
      const { seconds: _, ...record } = await readTrial(file);
      return [file.slice(folder.length), record] as const;
    })),
  );
}

Deno.test("tune: without a test folder it chooses the same; stopped and resumed, too", () =>
  withTempDir(async (dir) => {
    const bottle = await copySmallBottle(dir);
    const whole = await setupOf(bottle);
    const expected = await tune(whole, here(whole, `${dir}/whole`));
    // 3 candidates in a round, then the better one and the defaults in both folds.
    assertEquals((await listRecords(`${dir}/whole`)).length, 3 + 2 * 2);
    assertEquals(expected.entries.length, 2 * 3);
    assert(expected.entries.every(({ auroc }) => auroc > 0 && auroc < 1));
    assertEquals(new Set(expected.chosen.values.map(({ fold }) => fold)), new Set([0, 1]));

    await Deno.remove(`${bottle}/test`, { recursive: true });
    await Deno.remove(`${bottle}/ground_truth`, { recursive: true });
    const trained = await setupOf(bottle);
    const controller = new AbortController();
    await assertRejects(
      () =>
        tune(trained, {
          ...here(trained, `${dir}/stopped`, controller.signal),
          onEnd: ({ left }) => left === 1 && controller.abort(),
        }),
      StoppedError,
      "stopped in round 1: 2 of 3 trials are done",
    );
    const before = await numbers(`${dir}/stopped`);
    assertEquals(before.size, 2);
    const started: string[] = [];
    const { start, ...options } = here(trained, `${dir}/stopped`);
    const resumed = await tune(trained, {
      ...options,
      start: (trial) => (started.push(trial.id), start(trial)),
    });
    assertEquals(started.length, 1 + 2 * 2);
    assertEquals(resumed, expected);
    assertEquals(await numbers(`${dir}/stopped`), await numbers(`${dir}/whole`));
  }));

Deno.test("tune: a candidate whose trials fail is left out", () =>
  withTempDir(async (dir) => {
    const setup = await setupOf(await copySmallBottle(dir));
    const { start, ...options } = here(setup, `${dir}/out`);
    const failing = new Set(["narrow"]);
    const failed: string[] = [];
    const choice = await tune(setup, {
      ...options,
      start: (trial) => {
        const fails = failing.has(trial.candidate.name);
        const broken = { ...trial, overrides: { ...trial.overrides, levels: 7 } };
        return start(fails ? broken : trial);
      },
      onEnd: ({ cell, failure }) => failure && failed.push(`${cell.id}: ${failure.reason}`),
    });
    assertEquals(failed.length, 1);
    assert(failed[0]!.startsWith("round1/narrow/fold0: candidate narrow: levels"), failed[0]);
    assert(choice.entries.every(({ candidate }) => candidate !== "narrow"));
  }));

Deno.test("runTrial: what is measured, and that nothing stays in memory", () =>
  withTempDir(async (dir) => {
    const setup = await setupOf(await copySmallBottle(dir));
    const [trial] = await listTrials(setup, 1, setup.candidates);
    await noLeak(async () => {
      assertEquals(await runTrial(dir, setup, trial!), "done");
    });
    const record = await readTrial(`${dir}/${trial!.folder}/record.json`);
    assertEquals(record.images, { trained: 6, heldOut: 4 });
    assertEquals([record.own, record.runHash], ["top", setup.candidates[0]!.runHash]);
    assert(record.measures.length >= 5);
    for (const { image, pixel } of record.measures) {
      assertEquals(Object.keys(image), ["mse", "top", "max"]);
      assert(pixel! > 0 && pixel! < 1);
    }
    assertEquals([...Deno.readDirSync(`${dir}/${trial!.folder}`)].map(({ name }) => name).sort(), [
      "cell.lock",
      "record.json",
    ]);
  }));

Deno.test("beginTuning: another tuning is refused, the same goes on, nothing of the user's is lost", () =>
  withTempDir(async (dir) => {
    const bottle = await copySmallBottle(dir);
    const setup = await setupOf(bottle);
    const out = `${dir}/out`;
    await beginTuning(out, setup);
    await beginTuning(out, await setupOf(bottle));
    const other = await setupOf(bottle, 1);
    await assertRejects(() => beginTuning(out, other), InputError, "holds a tuning of other data");

    const mine = `${dir}/mine`;
    await Deno.mkdir(mine);
    await Deno.writeTextFile(`${mine}/chosen.json`, "{}");
    await assertRejects(
      () => beginTuning(mine, setup),
      InputError,
      "holds chosen.json, which no run",
    );
    assertEquals(await Array.fromAsync(Deno.readDir(mine), ({ name }) => name), ["chosen.json"]);
  }));

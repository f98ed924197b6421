import { assert, assertEquals, assertRejects } from "@std/assert";
import { Lock } from "../../../lib/experiment/output/lock.ts";
import type { Cell } from "../../../lib/experiment/plan/cells.ts";
import {
  cellPaths,
  readCellState,
  writeFailure,
} from "../../../lib/experiment/sweep/cell_state.ts";
import { estimateSeconds, formatStatus, readStatus } from "../../../lib/experiment/sweep/status.ts";
import {
  type CellProcess,
  type CellProcessEnd,
  sweep,
} from "../../../lib/experiment/sweep/sweep.ts";
import { readRecord, writeRecord } from "../../../lib/record/run/record_file.ts";
import { someRecord } from "../../record/table/records.ts";
import { withTempDir } from "../../temp_dir.ts";
import { until } from "../../until.ts";

function makeCells(count: number, variant = "daad"): Cell[] {
  return Array.from({ length: count }, (_, i): Cell => ({
    id: `${variant}/${i}/seed0`,
    folder: `${variant}/${i}/seed0-abc`,
    variant,
    method: "daad",
    category: String(i),
    seed: 0,
    choice: {},
    imageSize: 32,
    overrides: {},
  }));
}

const finish = async (results: string, cell: Cell, seconds = 60) => {
  const { folder, record } = cellPaths(results, cell);
  await Deno.mkdir(folder, { recursive: true });
  await writeRecord(record, await someRecord({ category: cell.category, seconds }));
};

/** A process that does `body` and then ends. */
function fake(body: () => Promise<CellProcessEnd | void>): CellProcess {
  return { end: Promise.resolve().then(body).then((end) => end ?? {}), stop: () => {} };
}

Deno.test("sweep: every open cell once, never more at a time than workers", () =>
  withTempDir(async (results) => {
    const cells = makeCells(7);
    await finish(results, cells[2]!);
    const started: string[] = [];
    let [running, most] = [0, 0];
    const ended: [string, number][] = [];
    const result = await sweep({
      cells,
      results,
      read: readRecord,
      workers: 3,
      start: (cell) =>
        fake(async () => {
          started.push(cell.id);
          most = Math.max(most, ++running);
          await until("all workers have a cell", () => most >= 3);
          await finish(results, cell);
          running--;
        }),
      onEnd: ({ cell, left, record }) => record && ended.push([cell.id, left]),
    });
    assertEquals(started.sort(), cells.filter((_, i) => i !== 2).map(({ id }) => id));
    assertEquals(most, 3);
    assertEquals([result.done.length, result.failed, result.stopped], [7, [], false]);
    assertEquals(ended.map(([, left]) => left), [6, 5, 4, 3, 2, 1, 0]);
  }));

Deno.test("sweep: a failed cell is named and the others go on; next time it is tried again", () =>
  withTempDir(async (results) => {
    const cells = makeCells(3);
    let broken = true;
    const start = (cell: Cell) =>
      fake(async () => {
        if (cell.category !== "1" || !broken) return await finish(results, cell);
        const { folder, failure } = cellPaths(results, cell);
        await Deno.mkdir(folder, { recursive: true });
        await writeFailure(failure, { reason: "no images" });
        return { problem: "exit code 1", reported: true };
      });
    const reasons: (string | undefined)[] = [];
    const first = await sweep({
      ...{ cells, results, read: readRecord, workers: 2, start },
      onEnd: ({ failure }) => failure && reasons.push(failure.reason),
    });
    assertEquals([first.done.length, first.failed, reasons], [2, ["daad/1/seed0"], ["no images"]]);
    const text = formatStatus(await readStatus(results, cells), 1);
    assert(text.includes("2 done, 0 running, 1 failed, 0 open"), text);
    assert(text.includes("failed   daad/1/seed0: no images"), text);
    broken = false;
    const second = await sweep({ cells, results, read: readRecord, workers: 1, start });
    assertEquals([second.done.length, second.failed], [3, []]);
  }));

Deno.test("sweep: an old failure is not the report of a process that ended before it began", () =>
  withTempDir(async (results) => {
    const [cell] = makeCells(1);
    const { folder, failure } = cellPaths(results, cell!);
    await Deno.mkdir(folder, { recursive: true });
    await writeFailure(failure, { reason: "of yesterday" });
    const reasons: (string | undefined)[] = [];
    const { failed } = await sweep({
      ...{ cells: [cell!], results, read: readRecord, workers: 1 },
      start: () => fake(() => Promise.resolve({ problem: "no backend", reported: true })),
      onEnd: ({ failure }) => reasons.push(failure?.reason),
    });
    assertEquals(failed.length, 1);
    assertEquals(reasons, ["the process ended 3 times without a result: no backend"]);
  }));

Deno.test("sweep: a cell without a file that it needs is run again, and not done before", () =>
  withTempDir(async (results) => {
    const cells = makeCells(2);
    for (const cell of cells) await finish(results, cell);
    const model = (cell: Cell) => `${cellPaths(results, cell).folder}/model.safetensors`;
    await Deno.writeTextFile(model(cells[0]!), "");
    const needs = ["model.safetensors"];
    const [, second] = await readStatus(results, cells, needs);
    assertEquals([second!.cell.id, second!.state.is], ["daad/1/seed0", "open"]);
    const started: string[] = [];
    const start = (cell: Cell) =>
      fake(async () => {
        started.push(cell.id);
        await Deno.writeTextFile(model(cell), "");
      });
    const { done } = await sweep({ cells, results, read: readRecord, needs, workers: 1, start });
    assertEquals([done.length, started], [2, ["daad/1/seed0"]]);
  }));

Deno.test("sweep: a lost process is started again, three times at most", () =>
  withTempDir(async (results) => {
    const cells = makeCells(2);
    const starts = new Map<string, number>();
    const result = await sweep({
      cells,
      results,
      read: readRecord,
      workers: 1,
      start: (cell) =>
        fake(async () => {
          const nth = (starts.get(cell.id) ?? 0) + 1;
          starts.set(cell.id, nth);
          if (cell.category === "0" && nth === 2) return await finish(results, cell);
          return { problem: "SIGKILL: last words" };
        }),
    });
    assertEquals([...starts.values()], [2, 3]);
    assertEquals([result.done, result.failed], [["daad/0/seed0"], ["daad/1/seed0"]]);
    const state = await readCellState(results, cells[1]!, readRecord);
    assertEquals(state, {
      is: "failed",
      failure: { reason: "the process ended 3 times without a result: SIGKILL: last words" },
    });
  }));

Deno.test("sweep: a cell that another process has is waited for, not run", () =>
  withTempDir(async (results) => {
    const cells = makeCells(2);
    const lock = await Lock.acquire(cellPaths(results, cells[0]!).lock, "training 3/8");
    const status = formatStatus(await readStatus(results, cells), 1);
    assert(status.includes(`running  daad/0/seed0: training 3/8 (process ${Deno.pid} on`), status);
    const started: string[] = [];
    const otherEnded = Promise.withResolvers<void>();
    const sweeping = sweep({
      cells,
      results,
      read: readRecord,
      workers: 2,
      start: (cell) =>
        fake(() => {
          started.push(cell.id);
          return finish(results, cell);
        }),
      onEnd: ({ cell }) => cell.id === "daad/1/seed0" && otherEnded.resolve(),
    });
    await otherEnded.promise;
    await finish(results, cells[0]!);
    await lock![Symbol.asyncDispose]();
    const { done } = await sweeping;
    assertEquals([done.length, started], [2, ["daad/1/seed0"]]);
  }));

Deno.test("sweep: stopping asks every process once and begins no other cell", () =>
  withTempDir(async (results) => {
    const cells = makeCells(4);
    const controller = new AbortController();
    const stopped: string[] = [];
    let started = 0;
    const result = await sweep({
      cells,
      results,
      read: readRecord,
      workers: 2,
      signal: controller.signal,
      start: (cell) => {
        const { promise, resolve } = Promise.withResolvers<CellProcessEnd>();
        if (++started === 2) setTimeout(() => controller.abort());
        return {
          end: promise,
          stop: () => {
            stopped.push(cell.id);
            resolve({});
          },
        };
      },
    });
    assertEquals(stopped.sort(), ["daad/0/seed0", "daad/1/seed0"]);
    assertEquals(result, { done: [], failed: [], stopped: true });
  }));

Deno.test("sweep: a failure that cannot be read is a failure, and no other cell suffers", () =>
  withTempDir(async (results) => {
    const cells = makeCells(2);
    const { folder, failure } = cellPaths(results, cells[0]!);
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(failure, '{"reason": "no im');
    const state = await readCellState(results, cells[0]!, readRecord);
    assert(state.is === "failed" && state.failure.reason.includes("failure.json: no valid JSON"));
    const { done } = await sweep({
      ...{ cells, results, read: readRecord, workers: 1 },
      start: (cell) => fake(() => finish(results, cell)),
    });
    assertEquals(done.length, 2);
  }));

Deno.test("sweep: where it fails itself, it stops its processes first and waits for them", () =>
  withTempDir(async (results) => {
    const cells = makeCells(4);
    const events: string[] = [];
    const sweeping = sweep({
      ...{ cells, results, read: readRecord, workers: 2 },
      start: (cell) => {
        if (cell.category !== "0") events.push(`${cell.category} started`);
        else {
          return fake(async () => {
            await until("the other worker has a cell", () => events.includes("1 started"));
            await finish(results, cell);
          });
        }
        const { promise, resolve } = Promise.withResolvers<CellProcessEnd>();
        const end = promise.then((end) => (events.push(`${cell.category} ended`), end));
        const stop = () => {
          events.push(`${cell.category} stopped`);
          setTimeout(() => resolve({}));
        };
        return { end, stop };
      },
      onEnd: () => {
        throw new Error("nobody listens");
      },
    });
    await assertRejects(() => sweeping, Error, "nobody listens");
    assertEquals(events, ["1 started", "1 stopped", "1 ended"]);
  }));

Deno.test("estimateSeconds: by the variant's runs, else by all, divided by workers", () =>
  withTempDir(async (results) => {
    const cells = [...makeCells(3), ...makeCells(2, "other")];
    const estimate = async (workers: number) =>
      estimateSeconds(await readStatus(results, cells), workers);
    assertEquals(await estimate(1), undefined);
    await finish(results, cells[0]!, 10);
    await finish(results, cells[1]!, 30);
    assertEquals(await estimate(1), 60); // 3 are left, 20 each
    await finish(results, cells[3]!, 80);
    assertEquals(await estimate(2), (20 + 80) / 2);
  }));

Deno.test("sweep: a record that cannot be read fails its cell alone, and is left as it is", () =>
  withTempDir(async (results) => {
    const cells = makeCells(2);
    await finish(results, cells[0]!);
    const { record } = cellPaths(results, cells[0]!);
    const text = (await Deno.readTextFile(record)).replace('"schema": 3', '"schema": 9');
    await Deno.writeTextFile(record, text);
    const started: string[] = [];
    const reasons: (string | undefined)[] = [];
    const result = await sweep({
      cells,
      results,
      read: readRecord,
      workers: 1,
      start: (cell) => fake(async () => (started.push(cell.id), await finish(results, cell))),
      onEnd: ({ failure }) => reasons.push(failure?.reason),
    });
    assertEquals([started, result.failed], [[cells[1]!.id], [cells[0]!.id]]);
    assert(reasons[0]!.endsWith("use that; move it away to run this again"), reasons[0]);
    assertEquals(await Deno.readTextFile(record), text);
    const states = (await readStatus(results, cells)).map(({ state }) => state.is);
    assertEquals(states, ["failed", "done"]);
  }));

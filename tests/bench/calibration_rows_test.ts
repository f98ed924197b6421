/** How results of several runs of the comparison of calibrations stay in one file. */
import { assertEquals } from "@std/assert";
import type { Row } from "../../bench/calibration_gains.ts";
import { readRows, replaceRows } from "../../bench/calibration_rows.ts";
import { withTempDir } from "../temp_dir.ts";

const SETTINGS = { method: "daad", imageSize: 128 };

function row(category: string, official: number): Row {
  const alarms = { above: 1, of: 20 };
  return {
    ...{ category, way: "training", official, synthetic: { image: 0.9, pixel: 0.8 } },
    falseAlarms: { heldOut: alarms, official: alarms },
  };
}

Deno.test("readRows: each row says what it was measured by; other settings are no rows", () =>
  withTempDir(async (dir) => {
    const path = `${dir}/rows.json`;
    assertEquals(await readRows(path, SETTINGS), []);
    const [old, now] = [1, 2].map((n) => ({ code: { version: `${n}` }, backend: `TF ${n}` }));
    const write = (content: object) => Deno.writeTextFile(path, JSON.stringify(content));
    await write({ ...SETTINGS, ...old, rows: [row("bottle", 0.9)] }); // of one run
    assertEquals(await readRows(path, SETTINGS), [{ ...row("bottle", 0.9), ...old! }]);
    const rows = [{ ...row("bottle", 0.9), ...old! }, { ...row("grid", 0.7), ...now! }];
    await write({ ...SETTINGS, rows });
    assertEquals(await readRows(path, SETTINGS), rows);
    assertEquals(await readRows(path, { ...SETTINGS, imageSize: 64 }), []);
  }));

Deno.test("readRows: the kept results", async () => {
  const rows = await readRows("bench/results/calibrations.json", SETTINGS);
  assertEquals(rows.every(({ backend, code }) => backend && code.version), true);
  assertEquals(new Set(rows.map(({ category }) => category)).size, rows.length / 4);
});

Deno.test("replaceRows: of the measured category only", () => {
  const by = { code: { version: "1" }, backend: "TF" };
  const kept = ["bottle", "grid"].map((category) => ({ ...row(category, 0.5), ...by }));
  const own = [{ ...row("bottle", 0.9), ...by }];
  assertEquals(
    replaceRows(kept, own).map(({ category, official }) => [category, official]),
    [["grid", 0.5], ["bottle", 0.9]],
  );
});

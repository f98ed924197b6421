/** How results of several runs of the comparison of calibrations stay in one file. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { type Row, wayGains } from "../../bench/calibration_gains.ts";
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
  assert(rows.length > 0);
  assertEquals(rows.every(({ backend, code }) => backend && code.version), true);
  assertEquals(new Set(rows.map(({ category }) => category)).size, rows.length / 4);
  const { gains } = JSON.parse(await Deno.readTextFile("bench/results/calibrations.json"));
  assertEquals(JSON.parse(JSON.stringify(wayGains(rows))), gains);
});

Deno.test("wayGains: over the usual way of the same category, and the ranks of both gains", () => {
  const ways = ["bottle", "grid", "screw"].flatMap((category, i) => [
    row(category, 0.5),
    {
      ...row(category, 0.5 + [0.1, 0.3, 0.2][i]!),
      way: "folds",
      synthetic: {
        image: 0.9 + [0.02, 0.06, 0.04][i]!,
        pixel: 0.8,
      },
    },
  ]);
  const { folds, ...others } = wayGains(ways);
  assertEquals(Object.keys(others), []);
  assertAlmostEquals(folds!.synthetic.mean, 0.02, 1e-12);
  assertAlmostEquals(folds!.official.mean, 0.2, 1e-12);
  assertAlmostEquals(folds!.correlation, 1, 1e-12);
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

/** Sweeps that are killed. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { daad } from "../child.ts";
import { outcome, sweepArguments, writeDigits } from "../cli/digits.ts";
import { skipBecause, unlessLinux } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { killAtMoments } from "./killed_command.ts";

/** At each moment once with its cells and once without. */
const KILLS = 6;
const CATEGORIES = ["0", "1", "2", "3"];

/** The file a run has just written when the sweep is killed, as it begins, trains and ends. */
const MOMENTS = ["cell.lock", "checkpoint.safetensors", "record.json"];

const command = (dir: string, results: string) => [
  ...sweepArguments(dir, results, CATEGORIES),
  ...["--workers", "2"],
];

const onLinux = unlessLinux("processes are found through /proc");

Deno.test({
  name: `daad reproduce: killed ${KILLS} times it ends with the runs of an undisturbed sweep`,
  ignore: skipBecause("daad reproduce, killed", onLinux),
  fn: () =>
    withTempDir(async (dir) => {
      await writeDigits(`${dir}/digits`);
      const whole = await daad(command(dir, "whole"));
      assertEquals([whole.code, whole.stdout.split("\n").length], [0, CATEGORIES.length + 2]);
      const expected = await outcome(`${dir}/whole`);

      await killAtMoments({
        args: command(dir, "killed"),
        folder: `${dir}/killed`,
        moments: MOMENTS,
        kills: KILLS,
        check: async () => assertEquals(await outcome(`${dir}/killed`), expected),
      });
      const last = await daad(command(dir, "killed"));
      assertEquals(last.code, 0, last.stderr);
      assertEquals(await outcome(`${dir}/killed`), expected);
      const again = await daad(command(dir, "killed"));
      assertStringIncludes(again.stderr, `${CATEGORIES.length} done, 0 running, 0 failed, 0 open`);
    }),
});

/** Tunings that are killed. */
import { assertEquals } from "@std/assert";
import { DAAD, daad, spawnDeno } from "../child.ts";
import { smallTuning } from "../cli/tuning.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { hasNewFile, until } from "../until.ts";
import { killProcesses } from "./kill_processes.ts";

/** The file a trial has just written when the tuning is killed. */
const MOMENTS = ["cell.lock", "record.json"];

const onLinux = Deno.build.os === "linux" ? undefined : "processes are found through /proc";

Deno.test({
  name: "daad tune: killed twice it ends with the choice of an undisturbed tuning",
  ignore: skipBecause("daad tune, killed", onLinux),
  fn: () =>
    withTempDir(async (dir) => {
      const command = await smallTuning(dir);
      const whole = await daad([...command, "--out", `${dir}/whole`]);
      assertEquals(whole.code, 0, whole.stderr);
      const killed = [...command, "--out", `${dir}/killed`];
      for (const [i, moment] of MOMENTS.entries()) {
        const child = spawnDeno([...DAAD, ...killed]);
        let ended = false;
        const output = child.output().finally(() => ended = true);
        const began = Date.now();
        await until(
          `a trial writes its ${moment}`,
          async () => ended || await hasNewFile(`${dir}/killed`, moment, began),
        );
        await killProcesses(`${dir}/killed`, i % 2 === 0 ? "all" : "sweep");
        await output;
      }
      const last = await daad(killed);
      assertEquals(last.code, 0, last.stderr);
      for (const file of ["chosen.json", "choice.json", "tuning.md"]) {
        const [expected, found] = await Promise.all(
          ["whole", "killed"].map((out) => Deno.readTextFile(`${dir}/${out}/${file}`)),
        );
        assertEquals(found, expected, file);
      }
    }),
});

/** Tunings that are killed. */
import { assertEquals } from "@std/assert";
import { daad } from "../child.ts";
import { smallTuning } from "../cli/tuning.ts";
import { skipBecause, unlessLinux } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { killAtMoments } from "./killed_command.ts";

/** The file a trial has just written when the tuning is killed. */
const MOMENTS = ["cell.lock", "record.json"];

const onLinux = unlessLinux("processes are found through /proc");

Deno.test({
  name: "daad tune: killed twice it ends with the choice of an undisturbed tuning",
  ignore: skipBecause("daad tune, killed", onLinux),
  fn: () =>
    withTempDir(async (dir) => {
      const command = await smallTuning(dir);
      const whole = await daad([...command, "--out", `${dir}/whole`]);
      assertEquals(whole.code, 0, whole.stderr);
      const killed = [...command, "--out", `${dir}/killed`];
      const check = async () => {
        for (const file of ["chosen.json", "choice.json", "tuning.md"]) {
          const [expected, found] = await Promise.all(
            ["whole", "killed"].map((out) => Deno.readTextFile(`${dir}/${out}/${file}`)),
          );
          assertEquals(found, expected, file);
        }
      };
      await killAtMoments({
        args: killed,
        folder: `${dir}/killed`,
        moments: MOMENTS,
        kills: MOMENTS.length,
        check,
      });
      const last = await daad(killed);
      assertEquals(last.code, 0, last.stderr);
      await check();
    }),
});

/** A training that is stopped the way users do it. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { daad } from "../child.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { momentObstacle, stopTraining } from "./moments.ts";
import { makeTraining } from "./training.ts";

Deno.test({
  name: "daad train: Ctrl-C ends it with 130 and says how to go on, which gives the same bits",
  ignore: skipBecause("daad train: Ctrl-C", momentObstacle),
  fn: () =>
    withTempDir(async (dir) => {
      const out = `${dir}/out`;
      const given = await makeTraining(dir, { epochs: 100, checkpointEvery: 600 });
      const training = [...given, "--out", out];
      assertEquals((await daad(training)).code, 0);
      const expected = await Deno.readTextFile(`${out}/scores.csv`);
      await Deno.remove(out, { recursive: true });

      const { code, stdout, stderr } = await stopTraining(training, out, "SIGINT");
      assertEquals([code, stdout], [130, ""]);
      const lines = stderr.trim().split("\n");
      assert(lines.includes("stopping after the current step …"), stderr);
      assertMatch(
        lines.at(-1)!,
        /^training stopped in epoch \d+ of 100, after \d+ of \d+ steps; saved in .*; go on with: (DAAD_THREADS=\d+ )?npx .* --resume$/,
      );
      const left = [...Deno.readDirSync(out)].map(({ name }) => name).sort();
      assertEquals(left, [".daad", "checkpoint.safetensors"]);
      const begun = await daad(training);
      assertEquals(begun.code, 1);
      assertMatch(begun.stderr, /^error: .* holds an interrupted run; pass --resume/m);

      const resumed = await daad([...training, "--resume"]);
      assertEquals(resumed.code, 0, resumed.stderr);
      assertEquals(await Deno.readTextFile(`${out}/scores.csv`), expected);
      assert(![...Deno.readDirSync(out)].some(({ name }) => name === "checkpoint.safetensors"));
      const again = await daad([...training, "--resume"]);
      assertEquals([again.code, again.stderr.trim()], [0, `${out}: the run is finished`]);
    }),
});

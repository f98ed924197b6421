import { assert, assertEquals } from "@std/assert";
import { programPath } from "../../lib/cli/setup/python.ts";
import { onWindows, skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { obstacle, ROOT } from "./headless.ts";

interface Findings {
  readonly stops: readonly { seconds: number; error?: string; message?: string }[];
  readonly status: readonly string[];
  readonly sameWeights: boolean;
  readonly sameLosses: boolean;
  readonly survived: boolean;
}

Deno.test({
  name: "Stop saves the quickstart's training, and its cell, run again, goes on to the same bits",
  ignore: skipBecause("Stop", onWindows("no signals: Stop does nothing there") ?? obstacle()),
  fn: () =>
    withTempDir(async (dir) => {
      const { stdout, stderr, success } = await new Deno.Command(ROOT + programPath("python"), {
        args: ["../tests/notebooks/stop.py", `${dir}/out`],
        cwd: `${ROOT}notebooks`,
        env: { NO_COLOR: "1", JUPYTER_PREFER_ENV_PATH: "1", EPOCHS: "4" },
      }).output();
      assert(success, new TextDecoder().decode(stderr));
      const { stops, ...afterwards }: Findings = JSON.parse(new TextDecoder().decode(stdout));
      assertEquals(stops.map(({ error }) => error), ["StoppedError", "StoppedError"]);
      const steps = stops.map(({ message }) => {
        const [, step, file, advice] =
          /^training stopped in epoch \d of 4, after (\d+) of \d+ steps; saved in (.*); (.*)$/
            .exec(message!) ?? [];
        assertEquals([file, advice], [
          `${dir}/out/checkpoint.safetensors`,
          "run this cell again to go on",
        ]);
        return Number(step);
      });
      assert(0 < steps[0]! && steps[0]! < steps[1]!, `stopped after ${steps} steps`);
      assertEquals(afterwards, {
        status: ["ok", "ok"],
        sameWeights: true,
        sameLosses: true,
        survived: true,
      });
      assertEquals(Deno.readDirSync(`${dir}/out`).toArray(), []); // the checkpoint was removed
    }),
});

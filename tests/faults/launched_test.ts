/** A training and its launcher, stopped and killed. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { disturb, type Disturbance, type Disturbed, momentObstacle } from "./moments.ts";
import { makeTraining } from "./training.ts";

/** Starts a long training through the task and calls `then` once it trains. */
async function whileTraining(dir: string, then: Disturbance["then"]): Promise<Disturbed> {
  const training = await makeTraining(dir, { epochs: 20_000 });
  return await disturb([...training, "--out", `${dir}/out`], { after: 0, then });
}

const hasCheckpoint = (dir: string) =>
  Deno.stat(`${dir}/out/checkpoint.safetensors`).then(({ size }) => size > 0, () => false);

Deno.test({
  name: "launch: Ctrl-C, which reaches both processes, and SIGTERM, which reaches one, stop once",
  ignore: skipBecause("launch: signals", momentObstacle),
  fn: () =>
    withTempDir(async (dir) => {
      const ends = [
        await whileTraining(dir, (command, launcher) => {
          Deno.kill(command, "SIGINT");
          launcher.kill("SIGINT");
        }),
        await withoutCheckpoint(dir, () =>
          whileTraining(dir, (_, launcher) => launcher.kill("SIGTERM"))),
      ];
      for (const { code, stderr } of ends) {
        assertEquals(code, 130, stderr);
        assertEquals(stderr.split("stopping after the current step").length, 2, stderr);
        assertMatch(stderr, /go on with: .* --resume$/m);
      }
      assert(await hasCheckpoint(dir));
    }),
});

async function withoutCheckpoint<T>(dir: string, body: () => Promise<T>): Promise<T> {
  await Deno.remove(`${dir}/out`, { recursive: true });
  return await body();
}

Deno.test({
  name: "launch: a killed launcher takes its command with it, which saves a checkpoint first",
  ignore: skipBecause("launch: killed launcher", momentObstacle),
  fn: () =>
    withTempDir(async (dir) => {
      const { stderr } = await whileTraining(dir, (_, launcher) => launcher.kill("SIGKILL"));
      assertMatch(stderr, /training stopped in epoch .*; saved in /);
      assert(await hasCheckpoint(dir));
    }),
});

Deno.test({
  name: "launch: a command that is killed, as by the system without memory, is one line",
  ignore: skipBecause("launch: killed command", momentObstacle),
  fn: () =>
    withTempDir(async (dir) => {
      const { code, stderr } = await whileTraining(dir, (command) => Deno.kill(command, "SIGKILL"));
      assertEquals(code, 1);
      assertMatch(
        stderr.trimEnd().split("\n").at(-1)!,
        /^error: the command was ended by SIGKILL, .*--resume$/,
      );
    }),
});

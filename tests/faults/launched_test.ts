/** A training and its launcher, stopped and killed. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { DAAD, spawnDeno } from "../child.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { makeTraining } from "./training.ts";

const linuxOnly = Deno.build.os === "linux" ? undefined : "processes are looked up in /proc";

/** Starts a long training by the task, waits until it trains, and calls `then`. */
async function whileTraining(
  dir: string,
  then: (launcher: Deno.ChildProcess, command: number) => void,
): Promise<{ code: number; stderr: string }> {
  const training = await makeTraining(dir, { epochs: 20_000 });
  const launcher = spawnDeno([...DAAD, ...training, "--out", `${dir}/out`]);
  let stderr = "";
  let called = false;
  // The command has the same stream, so that it is at its end when both are.
  for await (const text of launcher.stderr.pipeThrough(new TextDecoderStream())) {
    stderr += text;
    if (called || !stderr.includes("training  [")) continue;
    called = true;
    const children = `/proc/${launcher.pid}/task/${launcher.pid}/children`;
    then(launcher, Number(Deno.readTextFileSync(children).trim()));
  }
  await launcher.stdout.cancel();
  return { code: (await launcher.status).code, stderr };
}

const hasCheckpoint = (dir: string) =>
  Deno.stat(`${dir}/out/checkpoint.safetensors`).then(({ size }) => size > 0, () => false);

Deno.test({
  name: "launch: Ctrl-C, which reaches both processes, and SIGTERM, which reaches one, stop once",
  ignore: skipBecause("launch: signals", linuxOnly),
  fn: () =>
    withTempDir(async (dir) => {
      const ends = [
        await whileTraining(dir, (launcher, command) => {
          Deno.kill(command, "SIGINT");
          launcher.kill("SIGINT");
        }),
        await withoutCheckpoint(dir, () =>
          whileTraining(dir, (launcher) => launcher.kill("SIGTERM"))),
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
  ignore: skipBecause("launch: killed launcher", linuxOnly),
  fn: () =>
    withTempDir(async (dir) => {
      const { stderr } = await whileTraining(dir, (launcher) => launcher.kill("SIGKILL"));
      assertMatch(stderr, /training stopped in epoch .*; saved in /);
      assert(await hasCheckpoint(dir));
    }),
});

Deno.test({
  name: "launch: a command that is killed, as by the system without memory, is one line",
  ignore: skipBecause("launch: killed command", linuxOnly),
  fn: () =>
    withTempDir(async (dir) => {
      const { code, stderr } = await whileTraining(dir, (_, pid) => Deno.kill(pid, "SIGKILL"));
      assertEquals(code, 1);
      assertMatch(
        stderr.trimEnd().split("\n").at(-1)!,
        /^error: the command was ended by SIGKILL, .*--resume$/,
      );
    }),
});

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { permissionFlags } from "../../lib/cli/permissions.ts";
import { DAAD, daad, runDeno, spawnDeno, unlaunched } from "../child.ts";
import { makeTraining } from "../faults/training.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";

/** Every command, from the help. */
async function commands(): Promise<string[]> {
  const { stdout } = await daad(["--help"]);
  const [, list] = stdout.split("Commands:\n");
  return [...list!.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name!)
    .filter((name) => name !== "help");
}

Deno.test("permissions: every command has a set in deno.json, and every set is used", async () => {
  const names = [...await commands(), "help", "download-mirrors", "reproduce-cell"];
  const sets = Object.keys(config.permissions).filter((name) => !name.startsWith("task-"));
  assertEquals(names.sort(), sets.sort());
  assertStringIncludes(config.tasks.download.command, "--set=download-mirrors ");
});

Deno.test("permissions: write access goes to the set's folders and to every --out", () => {
  const writes = (...args: string[]) =>
    permissionFlags(args).filter((flag) => flag.startsWith("--allow-write"));
  assertEquals(writes("train", "--data", "d", "--out", "a,b"), ["--allow-write=runs/cache,a,,b"]);
  assertEquals(writes("score", "--out=x", "--out", "y"), ["--allow-write=runs/cache,x,y"]);
  assertEquals(writes("reproduce", "mnist"), ["--allow-write=runs/results,runs/cache"]);
  assertEquals(writes("reproduce", "mnist", "--results", "x"), [
    "--allow-write=runs/results,runs/cache,x",
  ]);
  assertEquals(writes("table", "mnist", "--results", "x"), []);
  assertEquals(writes("download", "mnist"), ["--allow-write=data/downloads,data/weights"]);
  assertEquals(writes("download", "--out", "x"), ["--allow-write=data/downloads,data/weights,x"]);
  for (
    const args of [["train"], ["train", "--out"], ["train", "--out="], [
      "train",
      "--",
      "--out",
      "x",
    ]]
  ) {
    // Never without a list, which would allow everything.
    assertEquals(writes(...args), ["--allow-write=runs/cache"]);
  }
  assertEquals(writes("train", "--cache", "c", "--out=x"), ["--allow-write=runs/cache,x,c"]);
  assertEquals(writes("cache", "--cache=c"), ["--allow-write=runs/cache,c"]);
  assertEquals(writes("table", "mnist", "--cache", "c"), []);
  assertEquals(permissionFlags(["trian", "--out", "x"]), ["--permission-set=help"]);
  assertEquals(permissionFlags(["toString", "--out", "x"]), ["--permission-set=help"]);
  assertEquals(permissionFlags(["task-setup", "--out", "x"]), ["--permission-set=help"]);
});

Deno.test("permissions: what each command can do beside its work", () =>
  withTempDir(async (dir) => {
    const out = `${dir}/out`;
    await Deno.mkdir(out);
    const env = { SECRET_OF_A_USER: "1", DAAD_BACKEND: "cpu" };
    const could = async (args: string[], set?: string): Promise<string[]> => {
      const flags = ["run", "--quiet", "--no-prompt", ...permissionFlags(args, set)];
      const { stdout, stderr } = await runDeno([...flags, "tests/cli/probe.ts", out], { env });
      assertEquals(stderr, "");
      return JSON.parse(stdout);
    };
    const compute = ["see DAAD_BACKEND"];
    assertEquals(await could(["train", "--out", out]), ["write the output", ...compute]);
    assertEquals(await could(["score", "--out", out]), ["write the output", ...compute]);
    assertEquals(await could(["doctor"]), compute);
    const sweep = ["reproduce", "mnist", "--results", out];
    const written = ["write the output", "start a program", ...compute];
    assertEquals(await could(sweep), written);
    const cell = written.filter((what) => what !== "start a program");
    assertEquals(await could(sweep, "reproduce-cell"), cell);
    assertEquals(await could(["figure", "downsampling", "--out", out]), ["write the output"]);
    for (const name of ["table", "check-data", "--help"]) assertEquals(await could([name]), []);
    assertEquals(await could(["download", "mnist", "--out", out]), [
      "write the output",
      "reach a published server",
    ]);
    assertEquals(await could(["download", "mnist"], "download-mirrors"), [
      "reach a server",
      "reach a published server",
    ]);
  }));

Deno.test("permissions: a training fails without any one that is declared, and passes with all", () =>
  withTempDir(async (dir) => {
    const args = [...await makeTraining(dir, { epochs: 1 }), "--out", `${dir}/out`];
    const { read, sys, ffi, env } = config.permissions.train;
    assertEquals([read, ffi], [true, true]);
    const flags = [
      "--allow-read",
      "--allow-ffi",
      `--allow-sys=${sys.join(",")}`,
      `--allow-env=${env.allow.join(",")}`,
      `--allow-write=${dir}/out`,
    ];
    const train = (granted: readonly string[], env = {}) => {
      const all = ["run", "--quiet", "--no-prompt", "--ignore-env", ...granted];
      return runDeno([...all, "lib/cli/main.ts", ...args], { env });
    };
    const refusals = [/read|sys/, /ffi|sharp/, /sys access/, undefined, /write access/];
    for (const [i, refusal] of refusals.entries()) {
      if (!refusal) continue;
      const { code, stderr } = await train(flags.toSpliced(i, 1), { DAAD_BACKEND: "cpu" });
      assert(code !== 0, flags[i]);
      assertMatch(stderr, refusal);
    }
    // What is not named cannot be seen, as if it were not set.
    const absurd = { DAAD_THREADS: "none" };
    const unseen = await train(flags.toSpliced(3, 1), absurd);
    assertEquals(unseen.code, 0, unseen.stderr);
    assertMatch(
      (await train([...flags], absurd)).stderr,
      /already holds a finished run|DAAD_THREADS/,
    );
    const { code, stderr } = await runDeno(unlaunched([...args, "--overwrite"]));
    assertEquals(code, 0, stderr);
  }));

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

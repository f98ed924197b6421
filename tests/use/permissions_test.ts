import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { permissionFlags } from "../../lib/cli/process/permissions.ts";
import { RIGHTS } from "../../lib/cli/process/rights.ts";
import { InputError } from "../../lib/errors.ts";
import { daad, runDeno, unlaunched } from "../child.ts";
import { makeTraining } from "../faults/training.ts";
import { withTempDir } from "../temp_dir.ts";

/** Every command that the help lists. */
async function commands(): Promise<string[]> {
  const { stdout } = await daad(["--help"]);
  const [, list] = stdout.split("Commands:\n");
  return [...list!.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name!)
    .filter((name) => name !== "help");
}

Deno.test("permissions: every command has its rights, and all of these are used", async () => {
  const names = [...await commands(), "help", "download-mirrors", "reproduce-cell", "figure-open"];
  assertEquals(names.sort(), Object.keys(RIGHTS).sort());
  assertStringIncludes(config.tasks.download.command, "--set=download-mirrors ");
});

Deno.test("permissions: write access goes to the command's folders and to every --out", () => {
  const writes = (...args: string[]) =>
    permissionFlags(args).filter((flag) => flag.startsWith("--allow-write"));
  assertEquals(writes("train", "--data", "d", "--out", "a,b"), ["--allow-write=runs/cache,."]);
  for (const out of ["/data,1/run", "/home/u/a,b/run", "/data/a,b", "C:\\a,b"]) {
    if (out.startsWith("C:") && Deno.build.os !== "windows") continue;
    assertThrows(() => writes("train", "--out", out), InputError, "choose a folder without one");
  }
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
    // Never without a list of paths, which would allow everything.
    assertEquals(writes(...args), ["--allow-write=runs/cache"]);
  }
  assertEquals(writes("train", "--cache", "c", "--out=x"), ["--allow-write=runs/cache,x,c"]);
  assertEquals(writes("cache", "--cache=c"), ["--allow-write=runs/cache,c"]);
  assertEquals(writes("table", "mnist", "--cache", "c"), []);
  const least = ["--allow-read", "--allow-ffi", "--ignore-env", "--allow-env=NO_COLOR"];
  for (const name of ["--help", "trian", "toString", "__proto__"]) {
    assertEquals(permissionFlags([name, "--out", "x"]), least);
  }
});

Deno.test("permissions: a path with commas is written to by the rights of a folder above it", () =>
  withTempDir(async (dir) => {
    await Deno.mkdir(`${dir}/a, b`);
    const out = `${dir}/a, b/c,d`;
    const flags = permissionFlags(["train", "--out", out]);
    assert(flags.includes(`--allow-write=runs/cache,${dir}`));
    const script = `Deno.mkdirSync(${JSON.stringify(out)}); Deno.mkdirSync("/e, f");`;
    await Deno.writeTextFile(`${dir}/script.ts`, script);
    const { code, stderr } = await runDeno(["run", "--no-prompt", ...flags, `${dir}/script.ts`]);
    assertEquals([code, (await Deno.stat(out)).isDirectory], [1, true]);
    assertMatch(stderr, /NotCapable.*"\/e, f"/);
  }));

Deno.test("permissions: what each command can do beside its work", () =>
  withTempDir(async (dir) => {
    const out = `${dir}/out`;
    await Deno.mkdir(out);
    const env = { SECRET_OF_A_USER: "1", DAAD_BACKEND: "cpu" };
    const could = async (args: string[], set?: string): Promise<string[]> => {
      const flags = ["run", "--quiet", "--no-prompt", ...permissionFlags(args, set)];
      const { stdout, stderr } = await runDeno([...flags, "tests/use/probe.ts", out], { env });
      assertEquals(stderr, "");
      return JSON.parse(stdout);
    };
    const compute = ["see DAAD_BACKEND"];
    assertEquals(await could(["train", "--out", out]), ["write the output", ...compute]);
    assertEquals(await could(["score", "--out", out]), ["write the output", ...compute]);
    assertEquals(await could(["export", "--out", out]), ["write the output", ...compute]);
    assertEquals(await could(["doctor"]), compute);
    const sweep = ["reproduce", "mnist", "--results", out];
    const written = ["write the output", "start a program", ...compute];
    assertEquals(await could(sweep), written);
    const cell = written.filter((what) => what !== "start a program");
    assertEquals(await could(sweep, "reproduce-cell"), cell);
    const tuning = ["tune", "--data", "d", "--out", out];
    assertEquals(await could(tuning), written);
    assertEquals(await could(tuning, "reproduce-cell"), cell);
    assertEquals(await could(["pack", "--out", out]), ["write the output", "start a program"]);
    assertEquals(await could(["figure", "downsampling", "--out", out]), ["write the output"]);
    assertEquals(await could(["compare", "a", "b", "--out", out]), ["write the output"]);
    // A server on its own address, and no other.
    assertEquals(await could(["figure", "downsampling", "--open"]), ["reach a server"]);
    assertEquals(RIGHTS["figure-open"]!.net, ["127.0.0.1"]);
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
    const { sys = [], env } = RIGHTS.train!;
    const flags = [
      "--allow-read",
      "--allow-ffi",
      `--allow-sys=${sys.join(",")}`,
      `--allow-env=${env.join(",")}`,
      `--allow-write=${dir}/out`,
    ];
    const train = (granted: readonly string[], env = {}) => {
      const all = ["run", "--quiet", "--no-prompt", "--ignore-env", ...granted];
      return runDeno([...all, "lib/cli/main.ts", ...args], { env });
    };
    const refusals = [/read|sys/, /ffi|sharp/, /sys access/, undefined, /may not write there/];
    for (const [i, refusal] of refusals.entries()) {
      if (!refusal) continue;
      const { code, stderr } = await train(flags.toSpliced(i, 1), { DAAD_BACKEND: "cpu" });
      assert(code !== 0, flags[i]);
      assertMatch(stderr, refusal);
    }
    // A variable that is not named cannot be seen, as if it were not set.
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

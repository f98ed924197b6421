/** Sweeps as users run them, doubled and stopped; `tests/faults` kills them. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DAAD, daad, type Ended, spawnDeno } from "../child.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { hasNewFile, until } from "../until.ts";
import { outcome, sweepArguments, writeDigits } from "./digits.ts";

const command = (dir: string, results: string, categories: readonly string[]) => [
  ...sweepArguments(dir, results, categories),
  ...["--workers", "2"],
];

const onLinux = Deno.build.os === "linux" ? undefined : "processes are found through /proc";

Deno.test("daad reproduce: two sweeps over one folder run every cell once", () =>
  withTempDir(async (dir) => {
    await writeDigits(`${dir}/digits`);
    const both = await Promise.all([1, 2].map(() => daad(command(dir, "shared", ["0", "1", "2"]))));
    assertEquals(both.map(({ code }) => code), [0, 0], both[0]!.stderr + both[1]!.stderr);
    // Both say of every cell that it is done; each was written once, by one of them.
    for (const { stdout } of both) assertStringIncludes(stdout, "3 of 3 runs are done");
    const status = await daad([...command(dir, "shared", ["0", "1", "2"]), "--status"]);
    assertStringIncludes(status.stdout, "3 runs: 3 done, 0 running, 0 failed, 0 open");
  }));

Deno.test("daad reproduce: the plan, what is left, failures and their reasons", () =>
  withTempDir(async (dir) => {
    await writeDigits(`${dir}/digits`);
    const args = command(dir, "results", ["3"]);
    const plan = await daad([...args, "--dry-run"]);
    assertStringIncludes(plan.stdout, 'daad/3/seed0: 32 pixels {"epochs":1}');
    assertStringIncludes(plan.stdout, "1 runs: 0 done, 0 running, 0 failed, 1 open");
    assertStringIncludes(plan.stdout, "time left: unknown until a run is done");

    await Deno.rename(`${dir}/digits`, `${dir}/gone`);
    const failed = await daad(args);
    assertEquals(failed.code, 1);
    assertMatch(failed.stdout, /^\[1\/1\] daad\/3\/seed0: failed: .*digits/m);
    assertMatch(lastLine(failed), /^error: 1 of 1 runs failed; --status says why$/);
    const status = await daad([...args, "--status"]);
    assertMatch(status.stdout, /^failed {3}daad\/3\/seed0: .*digits/m);

    await Deno.rename(`${dir}/gone`, `${dir}/digits`);
    const mended = await daad(args);
    assertEquals([mended.code, lastLine(mended)], [0, lastLine(mended)]);
    const files = [...(await outcome(`${dir}/results`)).keys()].map((path) =>
      path.split("/").at(-1)
    );
    assert(files.includes("record.json") && !files.includes("failure.json"));
  }));

Deno.test({
  name: "daad reproduce: Ctrl-C writes checkpoints and ends with 130; the same command goes on",
  ignore: skipBecause("daad reproduce, stopped", onLinux),
  fn: () =>
    withTempDir(async (dir) => {
      await writeDigits(`${dir}/digits`);
      const child = spawnDeno([...DAAD, ...command(dir, "stopped", ["0", "1"])]);
      const output = child.output();
      const checkpoint = ["checkpoint.safetensors", 0] as const;
      await until("a run trains", () => hasNewFile(`${dir}/stopped`, ...checkpoint));
      child.kill("SIGINT");
      const { code, stderr } = await output;
      const text = new TextDecoder().decode(stderr).trim().split("\n").at(-1)!;
      assertEquals(code, 130, text);
      assertMatch(text, /^stopped: \d of 2 runs are done; the same command goes on$/);
      const alive = await Array.fromAsync(Deno.readDir("/proc"), async ({ name }) =>
        await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => ""));
      assertEquals(
        alive.filter((args) =>
          args.includes(`${dir}/stopped`)
        ),
        [],
      );
      assertEquals((await daad(command(dir, "stopped", ["0", "1"]))).code, 0);
    }),
});

function lastLine({ stderr }: Ended): string {
  return stderr.trim().split("\n").at(-1)!;
}

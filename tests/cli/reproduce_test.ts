/** Sweeps as users run them, killed, doubled and stopped. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Random } from "../../lib/random.ts";
import { DAAD, daad, type Ended, spawnDeno } from "../child.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { outcome, sweepArguments, writeDigits } from "./digits.ts";

/** How often the sweep is killed; `DAAD_LONG_TESTS=1` is the run that the documentation reports. */
const LONG = Deno.env.get("DAAD_LONG_TESTS") === "1";
const KILLS = LONG ? 10 : 3;
const CATEGORIES = LONG ? ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] : ["0", "1", "2", "3"];

/** Kills every process whose arguments name `text`; `sweep` leaves its cells alive. */
async function kill(text: string, what: "all" | "sweep"): Promise<void> {
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name) || Number(name) === Deno.pid) continue;
    const args = await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "");
    if (!args.includes(text) || (what === "sweep" && args.includes("--cell"))) continue;
    try {
      Deno.kill(Number(name), "SIGKILL");
    } catch {
      // it has just ended
    }
  }
}

const command = (dir: string, results: string, categories: readonly string[] = CATEGORIES) => [
  ...sweepArguments(dir, results, categories),
  ...["--workers", "2"],
];

const onLinux = Deno.build.os === "linux" ? undefined : "processes are found through /proc";

Deno.test({
  name: `daad reproduce: killed ${KILLS} times it ends with the runs of an undisturbed sweep`,
  ignore: skipBecause("daad reproduce, killed", onLinux),
  fn: () =>
    withTempDir(async (dir) => {
      await writeDigits(`${dir}/digits`);
      const whole = await daad(command(dir, "whole"));
      assertEquals([whole.code, whole.stdout.split("\n").length], [0, CATEGORIES.length + 2]);
      const expected = await outcome(`${dir}/whole`);

      const random = new Random(1);
      for (let i = 0; i < KILLS; i++) {
        const child = spawnDeno([...DAAD, ...command(dir, "killed")]);
        const output = child.output();
        await new Promise((resolve) => setTimeout(resolve, random.uniform(300, 6000)));
        await kill(`${dir}/killed`, i % 2 === 0 ? "all" : "sweep");
        await output;
      }
      const last = await daad(command(dir, "killed"));
      assertEquals(last.code, 0, last.stderr);
      assertEquals(await outcome(`${dir}/killed`), expected);
      const again = await daad(command(dir, "killed"));
      assertStringIncludes(again.stderr, `${CATEGORIES.length} done, 0 running, 0 failed, 0 open`);
    }),
});

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
      const child = spawnDeno([...DAAD, ...command(dir, "stopped")]);
      let stderr = "";
      for await (const part of child.stderr.pipeThrough(new TextDecoderStream())) {
        const before = stderr.includes("4 open");
        stderr += part;
        // It has said what is left; a moment later the first cells run.
        if (!before && stderr.includes("4 open")) setTimeout(() => child.kill("SIGINT"), 1500);
      }
      await child.stdout.cancel();
      const { code } = await child.status;
      const text = stderr.trim().split("\n").at(-1)!;
      assertEquals(code, 130, text);
      assertMatch(text, /^stopped: \d of 4 runs are done; the same command goes on$/);
      const alive = await Array.fromAsync(Deno.readDir("/proc"), async ({ name }) =>
        await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => ""));
      assertEquals(
        alive.filter((args) =>
          args.includes(`${dir}/stopped`)
        ),
        [],
      );
      assertEquals((await daad(command(dir, "stopped"))).code, 0);
    }),
});

function lastLine({ stderr }: Ended): string {
  return stderr.trim().split("\n").at(-1)!;
}

/** Sweeps that run twice at once, and sweeps that are stopped the way users do it. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DAAD, daad, spawnDeno } from "../child.ts";
import { sweepArguments, writeDigits } from "../cli/digits.ts";
import { skipBecause, unlessLinux } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { hasNewFile, until } from "../until.ts";

const command = (dir: string, results: string, categories: readonly string[]) => [
  ...sweepArguments(dir, results, categories),
  ...["--workers", "2"],
];

const onLinux = unlessLinux("processes are found through /proc");

Deno.test("daad reproduce: two sweeps over one folder run every cell once", () =>
  withTempDir(async (dir) => {
    await writeDigits(`${dir}/digits`);
    const both = await Promise.all([1, 2].map(() => daad(command(dir, "shared", ["0", "1", "2"]))));
    assertEquals(both.map(({ code }) => code), [0, 0], both[0]!.stderr + both[1]!.stderr);
    // Both report every cell as done; each was written once, by one of them.
    for (const { stdout } of both) assertStringIncludes(stdout, "3 of 3 runs are done");
    const status = await daad([...command(dir, "shared", ["0", "1", "2"]), "--status"]);
    assertStringIncludes(status.stdout, "3 runs: 3 done, 0 running, 0 failed, 0 open");
  }));

Deno.test({
  name: "daad reproduce: Ctrl-C writes checkpoints and ends with 130; the same command goes on",
  ignore: skipBecause("daad reproduce, stopped", onLinux),
  fn: () =>
    withTempDir(async (dir) => {
      await writeDigits(`${dir}/digits`);
      let stopped: Deno.CommandOutput | undefined;
      await until("a sweep was stopped before its end", async () => {
        const child = spawnDeno([...DAAD, ...command(dir, "stopped", ["0", "1"])]);
        const output = child.output();
        const checkpoint = ["checkpoint.safetensors", 0] as const;
        await until("a run trains", () => hasNewFile(`${dir}/stopped`, ...checkpoint));
        child.kill("SIGINT");
        stopped = await output;
        if (stopped.code !== 0) return true;
        await Deno.remove(`${dir}/stopped`, { recursive: true });
        return false;
      });
      const { code, stderr } = stopped!;
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

Deno.test({
  name: "daad reproduce: SIGUSR1 asks the runs of a sweep for checkpoints, and the sweep goes on",
  ignore: skipBecause("daad reproduce, SIGUSR1", onLinux),
  fn: () =>
    withTempDir(async (dir) => {
      await writeDigits(`${dir}/digits`);
      const args = sweepArguments(dir, "asked", ["0", "1", "2"]);
      args.splice(args.indexOf("--checkpoint-every") + 1, 1, "3600");
      await until("a run was asked before its end", async () => {
        const child = spawnDeno([...DAAD, ...args]);
        const output = child.output();
        let ended = false;
        output.then(() => ended = true);
        let written = false;
        await until("a run begins", () => hasNewFile(`${dir}/asked`, "cell.lock", 0));
        await until("a checkpoint is written, or all runs end", async () => {
          try {
            child.kill("SIGUSR1");
          } catch {
            // it has just ended
          }
          written ||= await hasNewFile(`${dir}/asked`, "checkpoint.safetensors", 0);
          return written || ended;
        });
        const { code, stderr } = await output;
        const text = new TextDecoder().decode(stderr);
        assertEquals(code, 0, text);
        assertMatch(text, /^checkpoints of [01] runs are written after their current steps …$/m);
        await Deno.remove(`${dir}/asked`, { recursive: true });
        return written;
      });
    }),
});

/** Cells of a plan on a real Slurm. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { daad } from "../../child.ts";
import { outcome, sweepArguments, writeDigits } from "../../cli/digits.ts";
import { skipBecause } from "../../skip.ts";
import { withTempDir } from "../../temp_dir.ts";
import { until } from "../../until.ts";
import { Cluster, whyNoCluster } from "./cluster.ts";

const CATEGORIES = ["0", "1", "2", "3"];
/** Makes the arithmetic the same here and in the jobs. */
const THREADS = { DAAD_THREADS: "1" };

Deno.test({
  name: "daad reproduce --slurm: a killed job goes on when submitted again, to the same runs",
  ignore: skipBecause("Slurm", whyNoCluster()),
  fn: () =>
    withTempDir(async (dir) => {
      await writeDigits(`${dir}/digits`);
      const here = await daad(sweepArguments(dir, "here", CATEGORIES), THREADS);
      assertEquals(here.code, 0, here.stderr);

      await using cluster = await Cluster.start(`${dir}/cluster`);
      const env = { ...cluster.env, ...THREADS };
      const args = sweepArguments(dir, "there", CATEGORIES);
      const submit = () => daad([...args, "--slurm", "--partition", "test", "--time", "10"], env);
      const status = async () => (await daad([...args, "--status"], env)).stdout;
      const idle = async () => (await cluster.run("squeue", ["--noheader"])).trim() === "";

      const submitted = await submit();
      assertMatch(submitted.stdout, /^submitted 4 runs as job array \d+;/, submitted.stderr);
      const job = /job array (\d+)/.exec(submitted.stdout)![1]!;
      await until("the second cell has begun", () => isTaken(`${dir}/there/mnist/smoke/daad/1`));
      await cluster.run("scancel", ["--signal=KILL", `${job}_1`]);
      await until("the queue is empty", idle);
      assertStringIncludes(await status(), "4 runs: 3 done, 0 running, 0 failed, 1 open");

      assertMatch((await submit()).stdout, /^submitted 1 runs/);
      await until("the queue is empty", idle);
      assertStringIncludes(await status(), "4 runs: 4 done");
      assertEquals((await submit()).stdout.trim(), "nothing is left to submit");
      assertEquals(await outcome(`${dir}/there`), await outcome(`${dir}/here`));
    }),
});

/** Whether a process has the lock of the one cell below `folder`. */
async function isTaken(folder: string): Promise<boolean> {
  try {
    const [cell] = await Array.fromAsync(Deno.readDir(folder));
    return cell !== undefined && (await Deno.stat(`${folder}/${cell.name}/cell.lock`)).size > 0;
  } catch {
    return false; // does not exist yet
  }
}

Deno.test({
  name: "daad reproduce --slurm: where there is no Slurm, one line says so",
  fn: () =>
    withTempDir(async (dir) => {
      await writeDigits(`${dir}/digits`);
      const args = [...sweepArguments(dir, "there", ["0"]), "--slurm"];
      const { code, stderr } = await daad(args, { PATH: "/nonexistent" });
      assertEquals([code, stderr.trim()], [
        1,
        "error: --slurm: no sbatch on this machine; run it where Slurm is installed",
      ]);
    }),
});

/**
 * Kills trainings at random moments and resumes them until they end: the results must be those of an
 * undisturbed training.
 */
import { Random } from "../../lib/random.ts";
import { type Ended, spawnDeno, unlaunched } from "../child.ts";
import { exists } from "../until.ts";
import type { Attempt, Fault, FaultResult } from "./fault.ts";
import { compare, makeTraining, results } from "./training.ts";

type Phase = "before a checkpoint" | "training" | "writing results" | "after the record";

/** Enough steps, each with a checkpoint, that many kills fall between them. */
const EPOCHS = 30;

async function killTrainings(
  { dir, tries: kills, seed, onTry }: Attempt,
): Promise<FaultResult> {
  const random = new Random(seed);
  const training = await makeTraining(dir, { epochs: EPOCHS });
  const started = performance.now();
  const undisturbed = await start([...training, "--out", `${dir}/undisturbed`]).ended;
  let duration = performance.now() - started;
  if (undisturbed.code !== 0) throw new Error(undisturbed.stderr);
  const expected = await results(`${dir}/undisturbed`);

  const phases: Record<Phase, number> = {
    "before a checkpoint": 0,
    "training": 0,
    "writing results": 0,
    "after the record": 0,
  };
  const problems: string[] = [];
  let [done, finished] = [0, 0];
  for (let run = 0; done < kills; run++) {
    const out = `${dir}/run${run}`;
    const resume = [...training, "--out", out, "--resume"];
    let killedNow = 0;
    for (let ended = false; !ended;) {
      // The last run ends undisturbed, so that every kill is followed by a comparison.
      const after = done < kills ? random.uniform() * duration : Infinity;
      const began = performance.now();
      const child = start(resume);
      const result = await child.killAfter(after);
      if (result.killed) {
        killedNow++;
        phases[await phaseOf(out)]++;
        done++;
        onTry();
        continue;
      }
      ended = true;
      duration = (duration + performance.now() - began) / 2; // other programs use the machine, too
      if (result.code !== 0) {
        problems.push(`run ${run}: ${result.stderr.trim().split("\n").at(-1)}`);
      }
    }
    if (killedNow === 0) continue;
    finished++;
    problems.push(...(await compare(out, expected)).map((problem) => `run ${run}: ${problem}`));
    await Deno.remove(out, { recursive: true });
  }
  const moments = Object.entries(phases).map(([phase, count]) => `${count} ${phase}`).join(", ");
  return {
    tries: done,
    outcome: `${moments}; ${finished} runs resumed to their end, same bits`,
    problems,
  };
}

async function phaseOf(out: string): Promise<Phase> {
  if (await exists(`${out}/record.json`)) return "after the record";
  if (await exists(`${out}/model.safetensors`)) return "writing results";
  return await exists(`${out}/checkpoint.safetensors`) ? "training" : "before a checkpoint";
}

/** Starts a command in its own process group. */
function start(args: readonly string[]) {
  const child = spawnDeno(unlaunched(args), { detached: true });
  const ended = child.output().then(({ code, signal, stdout, stderr }) => {
    const decoder = new TextDecoder();
    const killed = signal === "SIGKILL";
    return { code, killed, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  });
  return {
    ended,
    /** Kills the whole group after some milliseconds if it is still running. */
    killAfter: async (ms: number): Promise<Ended & { readonly killed: boolean }> => {
      const timer = Number.isFinite(ms) ? setTimeout(() => killGroup(child.pid), ms) : undefined;
      return await ended.finally(() => clearTimeout(timer));
    },
  };
}

function killGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // it has just ended
  }
}

/** Faults of killed trainings. */
export const KILL_FAULTS: readonly Fault[] = [{
  id: "kill",
  title: "`kill -9` at a random moment of a run",
  full: 200,
  short: 6,
  obstacle: Deno.build.os === "windows" ? "there are no process groups" : undefined,
  run: killTrainings,
}];

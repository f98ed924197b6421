/**
 * Kills trainings at random moments and goes on with them until they end: the results must be those
 * of a training that nobody disturbed.
 */
import { Random } from "../../lib/random.ts";
import { type Ended, spawnDeno, unlaunched } from "../child.ts";
import { makeTraining, results } from "./training.ts";

/** What became of the killed trainings. */
export interface KillReport {
  /** SIGKILLs that hit a running process. */
  readonly kills: number;
  /** What the folder held after a kill: how far the run was. */
  readonly phases: Readonly<Record<Phase, number>>;
  /** Runs that were resumed to their end, each after one or more kills. */
  readonly finished: number;
  /** What differed from the undisturbed run, or went wrong; empty = nothing lost. */
  readonly problems: readonly string[];
}

type Phase = "before a checkpoint" | "training" | "writing results" | "after the record";

/** Enough for a few hundred steps. */
const EPOCHS = 60;

/**
 * @param dir An empty folder.
 * @param options.kills How many processes are killed.
 * @param options.seed Decides the moments.
 * @param options.onKill Hears of every kill.
 */
export async function killTrainings(
  dir: string,
  { kills, seed, onKill }: {
    readonly kills: number;
    readonly seed: number;
    readonly onKill?: (done: number) => void;
  },
): Promise<KillReport> {
  const random = new Random(seed, 0);
  const training = await makeTraining(dir, { epochs: EPOCHS });
  const started = performance.now();
  const undisturbed = await start([...training, "--out", `${dir}/undisturbed`]).ended;
  const duration = performance.now() - started;
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
      const child = start(resume);
      const result = await child.killAfter(after);
      if (result.killed) {
        killedNow++;
        phases[await phaseOf(out)]++;
        onKill?.(++done);
        continue;
      }
      ended = true;
      if (result.code !== 0) {
        problems.push(`run ${run}: ${result.stderr.trim().split("\n").at(-1)}`);
      }
    }
    if (killedNow === 0) continue;
    finished++;
    problems.push(...(await compare(out, expected)).map((problem) => `run ${run}: ${problem}`));
    await Deno.remove(out, { recursive: true });
  }
  return { kills: done, phases, finished, problems };
}

async function compare(out: string, expected: Record<string, string>): Promise<string[]> {
  const found: Record<string, string> = await results(out).catch((error) => ({
    error: `${error}`,
  }));
  const different = Object.keys(expected).filter((name) => found[name] !== expected[name]);
  const rest = [...Deno.readDirSync(out)].map(({ name }) => name)
    .filter((name) => /\.part$|^checkpoint/.test(name));
  return [
    ...different.map((name) => `${name} differs from the undisturbed run`),
    ...rest.map((name) => `${name} was left behind`),
  ];
}

async function phaseOf(out: string): Promise<Phase> {
  const exists = (name: string) => Deno.stat(`${out}/${name}`).then(() => true, () => false);
  if (await exists("record.json")) return "after the record";
  if (await exists("model.safetensors")) return "writing results";
  return await exists("checkpoint.safetensors") ? "training" : "before a checkpoint";
}

/** Starts a command in a process group of its own. */
function start(args: readonly string[]) {
  const child = spawnDeno(unlaunched(args), { detached: true });
  const ended = child.output().then(({ code, signal, stdout, stderr }) => {
    const decoder = new TextDecoder();
    const killed = signal === "SIGKILL";
    return { code, killed, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  });
  return {
    ended,
    /** Ends the whole group after some milliseconds, if it still runs then. */
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

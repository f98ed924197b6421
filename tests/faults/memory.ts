/** Memory that runs out. */
import { Random } from "../../lib/random.ts";
import { type Attempt, type Fault, type FaultResult, judge } from "./fault.ts";
import { Outcomes } from "./moments.ts";
import { countStrikes } from "./strike.ts";
import { compare, makeTraining, results } from "./training.ts";
import { daad, daadAfter, type Ended } from "../child.ts";

/** Where Linux keeps the memory limits of process groups (version 1 of the interface). */
const GROUPS = "/sys/fs/cgroup/memory";

const obstacle = groupObstacle();

function groupObstacle(): string | undefined {
  const group = `${GROUPS}/faults-${Deno.pid}`;
  try {
    Deno.mkdirSync(group);
    Deno.removeSync(group);
    return undefined;
  } catch {
    return `no memory limit can be set below ${GROUPS}`;
  }
}

/** Limits in megabytes: starting a command needs more than `LEAST`, a whole run less than `MOST`. */
const [LEAST, MOST] = [120, 340];

async function outOfMemory(attempt: Attempt): Promise<FaultResult> {
  const { dir, seed } = attempt;
  const random = new Random(seed);
  const training = await makeTraining(dir, { epochs: 20 });
  await daad([...training, "--out", `${dir}/undisturbed`]);
  const expected = await results(`${dir}/undisturbed`);
  const problems: string[] = [];
  const outcomes = new Outcomes();
  const out = `${dir}/out`;
  const args = [...training, "--out", out];
  const tries = await countStrikes(attempt, async (_, share) => {
    const megabytes = Math.round(LEAST + random.integer(MOST - LEAST) * share);
    const limited = await withLimit(megabytes, args);
    const ended = limited.code !== 0;
    outcomes.add(ended ? "ended by the system with one line" : "had enough");
    if (ended) {
      problems.push(...judge(limited, /out of memory|ended by SIG\w+, as happens when memory/));
    }
    const resumed = await daad([...args, "--resume"]);
    if (resumed.code !== 0) problems.push(resumed.stderr);
    problems.push(...await compare(out, expected));
    await Deno.remove(out, { recursive: true });
    return ended;
  });
  return { tries, outcome: `${outcomes}; resumed, same bits`, problems };
}

/** Runs a command in a group that may use at most `megabytes` of memory. */
async function withLimit(megabytes: number, args: readonly string[]): Promise<Ended> {
  const group = `${GROUPS}/faults-${Deno.pid}`;
  await Deno.mkdir(group);
  try {
    await Deno.writeTextFile(`${group}/memory.limit_in_bytes`, String(megabytes * 1e6));
    return await daadAfter(`echo $$ > "${group}/cgroup.procs"`, args);
  } finally {
    await Deno.remove(group);
  }
}

/** Faults of memory. */
export const MEMORY_FAULTS: readonly Fault[] = [{
  id: "memory",
  title: `memory is limited to ${LEAST}–${MOST} MB, so that the system ends the run`,
  full: 12,
  short: 1,
  obstacle,
  run: outOfMemory,
}];

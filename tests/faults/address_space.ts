/** `ulimit -v`: a limit on the addresses that a process may use. */
import { Random } from "../../lib/random.ts";
import { daad, daadAfter, type Ended } from "../child.ts";
import { type Attempt, type Fault, type FaultResult, judge, run } from "./fault.ts";
import { disturb, momentObstacle, Outcomes } from "./moments.ts";
import { countStrikes } from "./strike.ts";
import { compare, makeTraining, results } from "./training.ts";

const EPOCHS = 60;
/** About as long as the training takes. */
const LATEST_MS = 1000;
/** Megabytes that a process may use at most on top of what it has. */
const MOST_MORE = 200;

/** The message of the command, or of its launcher, about refused memory. */
const NO_MEMORY =
  /^error: (out of memory: .* helps(; then go on with: .*--resume)?$|the command was ended by SIG\w+, as happens when memory runs out: .*--resume)/;

/** Lowers the limit of a training to little more than it uses, at random moments. */
async function lowerLimit(attempt: Attempt): Promise<FaultResult> {
  const { dir, seed } = attempt;
  const random = new Random(seed);
  const training = await makeTraining(dir, { epochs: EPOCHS });
  await daad([...training, "--out", `${dir}/undisturbed`]);
  const expected = await results(`${dir}/undisturbed`);
  const problems: string[] = [];
  const outcomes = new Outcomes();
  const out = `${dir}/out`;
  const args = [...training, "--out", out];
  const tries = await countStrikes(attempt, async (_, share) => {
    const more = Math.round(random.integer(MOST_MORE) * share);
    const ended = await disturb(args, {
      after: random.integer(LATEST_MS) * share,
      then: (command) => limitTo(command, more),
    });
    outcomes.add(howItEnded(ended));
    if (ended.code !== 0) problems.push(...judge(ended, NO_MEMORY));
    const resumed = await daad([...args, "--resume"]);
    if (resumed.code !== 0) problems.push(resumed.stderr);
    problems.push(...await compare(out, expected));
    await Deno.remove(out, { recursive: true });
    return ended.code !== 0;
  });
  return {
    tries,
    outcome: `${outcomes}; where it ended, one line and exit code 1; resumed, same bits`,
    problems,
  };
}

/** Limits a process to `more` megabytes of addresses beyond those that it uses now. */
function limitTo(pid: number, more: number): void {
  const used = /VmSize:\s+(\d+) kB/.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1];
  run("prlimit", "--pid", String(pid), `--as=${Number(used) * 1024 + more * 1e6}`);
}

/** Gibibytes that Deno reserves when it starts; most of it is given back at once. */
const RESERVED = 32;

/** A configuration that needs more than any limit here leaves. */
const TOO_LARGE = { baseWidth: 100_000, levels: 2 };

/** Deno's own message if the limit leaves no room for its heap. */
const NOT_STARTED = /Fatal process out of memory: Oilpan/;

/** Starts trainings that need too much under `ulimit -v`, in a folder that holds an older run. */
async function startUnderLimit({ dir, tries, seed, onTry }: Attempt): Promise<FaultResult> {
  const random = new Random(seed);
  const training = await makeTraining(dir, { epochs: 2 });
  const args = [...training, "--out", `${dir}/out`, "--overwrite"];
  await daad(args);
  const expected = await results(`${dir}/out`);
  await Deno.writeTextFile(`${dir}/small.json`, JSON.stringify(TOO_LARGE));
  const problems: string[] = [];
  const outcomes = new Outcomes();
  for (let k = 0; k < tries; k++) {
    const megabytes = RESERVED * 1024 + 512 + random.integer(2048);
    const ended = await daadAfter(`ulimit -v ${megabytes * 1024}`, args);
    const launched = /^(error|backend): /m.test(ended.stderr);
    outcomes.add(launched ? howItEnded(ended) : "in which Deno itself could not start");
    if (launched) problems.push(...judge(ended, NO_MEMORY));
    else if (!NOT_STARTED.test(ended.stderr)) problems.push(ended.stderr);
    problems.push(...await compare(`${dir}/out`, expected));
    onTry();
  }
  return { tries, outcome: `${outcomes}; one line, exit code 1; what was there stays`, problems };
}

/** Describes the outcome for the table. */
function howItEnded({ code, stderr }: Ended): string {
  if (code === 0) return "had enough";
  if (/^error: out of memory/m.test(stderr)) return "refused by the command";
  return `ended by ${/SIG\w+/.exec(stderr)?.[0] ?? "something else"}`;
}

/** Faults of the address space. */
export const ADDRESS_FAULTS: readonly Fault[] = [
  {
    id: "address-space",
    title: "`ulimit -v` of a training is lowered to 0–200 MB more than it uses",
    full: 12,
    short: 2,
    obstacle: momentObstacle ?? (run("prlimit", "--version") ? undefined : "there is no prlimit"),
    run: lowerLimit,
  },
  {
    id: "address-space-start",
    title: "`ulimit -v` is too little for what is to be trained",
    full: 10,
    short: 1,
    obstacle: momentObstacle,
    run: startUnderLimit,
  },
];

/** An output folder that belongs to a running training or holds the user's own files. */
import { daad, type Ended } from "../child.ts";
import { type Attempt, type Fault, type FaultResult, judge } from "./fault.ts";
import { disturb, momentObstacle } from "./moments.ts";
import { compare, makeTraining, results } from "./training.ts";

const EPOCHS = 60;

/** Starts a second training in the folder of a running one. */
async function twoTrainings({ dir, tries, onTry }: Attempt): Promise<FaultResult> {
  const training = await makeTraining(dir, { epochs: EPOCHS, checkpointEvery: 600 });
  await daad([...training, "--out", `${dir}/whole`]);
  const expected = await results(`${dir}/whole`);
  const problems: string[] = [];
  for (let i = 0; i < tries; i++) {
    const out = `${dir}/out${i}`;
    const second = [...training, "--seed", "9", "--out", out, ["--overwrite", "--resume"][i % 2]!];
    let refused: Ended | undefined;
    // The first is paused, so the second one meets it however long it takes to start.
    const then = async (command: number) => {
      Deno.kill(command, "SIGSTOP");
      refused = await daad(second).finally(() => Deno.kill(command, "SIGCONT"));
    };
    const first = await disturb([...training, "--out", out], { after: 0, then });
    if (first.code !== 0) problems.push(first.stderr);
    problems.push(...judge(refused!, /--out .*: process \d+ on .* \(training\) writes to it/));
    problems.push(...await compare(out, expected));
    onTry();
  }
  return {
    tries,
    outcome: "the second is refused in one line, exit code 1; the first ends, same bits",
    problems,
  };
}

/** The user's own files are in the folder, some with names that a training writes. */
async function ownFiles({ dir, tries, onTry }: Attempt): Promise<FaultResult> {
  const training = await makeTraining(dir, { epochs: 2, checkpointEvery: 600 });
  const problems: string[] = [];
  for (let i = 0; i < tries; i++) {
    const out = `${dir}/out${i}`;
    await Deno.mkdir(`${out}/heatmaps`, { recursive: true });
    const own = ["scores.csv", "heatmaps/mine.png", "notes.txt"];
    for (const name of own) await Deno.writeTextFile(`${out}/${name}`, name);
    const lost = (names: readonly string[]) =>
      names.filter((name) => Deno.readTextFileSync(`${out}/${name}`) !== name);
    for (const how of [[], ["--overwrite"], ["--resume"]]) {
      const refused = await daad([...training, "--out", out, ...how]);
      problems.push(...judge(refused, /holds scores\.csv, heatmaps, which no run wrote/));
    }
    problems.push(...lost(own));
    await Deno.remove(`${out}/scores.csv`);
    await Deno.rename(`${out}/heatmaps/mine.png`, `${out}/mine.png`);
    const first = await daad([...training, "--out", out]);
    await Deno.rename(`${out}/mine.png`, `${out}/heatmaps/mine.png`);
    const again = await daad([...training, "--out", out, "--overwrite"]);
    problems.push(...[first, again].filter(({ code }) => code !== 0).map(({ stderr }) => stderr));
    problems.push(...lost(["heatmaps/mine.png", "notes.txt"]));
    onTry();
  }
  return {
    tries,
    outcome:
      "one line naming them, exit code 1; beside others a training writes and replaces its own",
    problems,
  };
}

/** Faults of the output folder's owner. */
export const OWNER_FAULTS: readonly Fault[] = [
  {
    id: "two",
    title: "a second training into the folder of one that runs",
    full: 10,
    short: 1,
    obstacle: momentObstacle,
    run: twoTrainings,
  },
  {
    id: "own",
    title: "a person's own `scores.csv`, `heatmaps/` and notes lie in the output folder",
    full: 10,
    short: 1,
    run: ownFiles,
  },
];

/** Data that vanishes or changes during training. */
import { Random } from "../../lib/random.ts";
import { daad } from "../child.ts";
import { FILES } from "../experiment/small_bottle.ts";
import { type Attempt, type Fault, type FaultResult, judge } from "./fault.ts";
import { disturb, momentObstacle, Outcomes } from "./moments.ts";
import { countStrikes } from "./strike.ts";
import { compare, makeTraining, results } from "./training.ts";

const EPOCHS = 20;

/** One way to break the data. */
interface Breakage {
  readonly name: string;
  /** The file or folder of the data that is moved away. */
  readonly path: (random: Random) => string;
  /** Puts something else in its place, made from the original. */
  readonly replace?: (from: string, to: string) => Promise<unknown>;
}

/** Half a second at most, so that something remains to be read. */
const LATEST_MS = 500;

/** Breaks the data at random moments while it is streamed, repairs it, and continues the training. */
async function breakData(
  attempt: Attempt,
  breakages: readonly Breakage[],
  message: RegExp,
): Promise<FaultResult> {
  const { dir, seed } = attempt;
  const random = new Random(seed);
  const training = [...await makeTraining(dir, { epochs: EPOCHS }), "--memory", "0"];
  await daad([...training, "--out", `${dir}/undisturbed`]);
  const expected = await results(`${dir}/undisturbed`);
  const problems: string[] = [];
  const outcomes = new Outcomes();
  const out = `${dir}/out`;
  const args = [...training, "--out", out];
  const tries = await countStrikes(attempt, async (k, share) => {
    const { name, path, replace } = breakages[k % breakages.length]!;
    const [broken, away] = [`${dir}/bottle/${path(random)}`, `${dir}/away`];
    const ended = await disturb(args, {
      after: random.integer(LATEST_MS) * share,
      then: async () => {
        await Deno.rename(broken, away);
        await replace?.(away, broken);
      },
    });
    if (replace && ended.disturbed) await Deno.remove(broken, { recursive: true });
    if (ended.disturbed) await Deno.rename(away, broken);
    // If it was not noticed, nothing was read any more, as the comparison shows.
    const noticed = ended.code !== 0;
    outcomes.add(noticed ? name : "too late");
    if (noticed) {
      problems.push(...judge(ended, message).map((problem) => `${name}: ${problem}`));
    }
    const resumed = await daad([...args, "--resume"]);
    if (resumed.code !== 0) problems.push(`${name}: ${resumed.stderr}`);
    problems.push(...(await compare(out, expected)).map((what) => `${name}: ${what}`));
    await Deno.remove(out, { recursive: true });
    return noticed;
  });
  return {
    tries,
    outcome: `${outcomes}: one line naming the images, exit code 1; resumed when they were back, ` +
      "same bits",
    problems,
  };
}

const someImage = (random: Random) => FILES.train[random.integer(FILES.train.length)]!;

const VANISHING: readonly Breakage[] = [
  { name: "the whole folder", path: () => "" },
  { name: "train", path: () => "train" },
  { name: "train/good", path: () => "train/good" },
  { name: "one image", path: someImage },
  { name: "test", path: () => "test" },
];

const REPLACING: readonly Breakage[] = [
  {
    name: "by another image",
    path: someImage,
    replace: (from, to) => Deno.copyFile(from.replace(/away$/, `bottle/${FILES.test[0]}`), to),
  },
  {
    name: "by its first half",
    path: someImage,
    replace: async (from, to) => {
      const bytes = await Deno.readFile(from);
      await Deno.writeFile(to, bytes.subarray(0, bytes.length / 2));
    },
  },
  { name: "by nothing", path: someImage, replace: (_, to) => Deno.writeFile(to, new Uint8Array()) },
  { name: "by text", path: someImage, replace: (_, to) => Deno.writeTextFile(to, "not found") },
  { name: "by a folder", path: someImage, replace: (_, to) => Deno.mkdir(to) },
  {
    name: "by a changed copy of the same size",
    path: someImage,
    replace: async (from, to) => {
      const bytes = await Deno.readFile(from);
      bytes[bytes.length >> 1]! ^= 1;
      await Deno.writeFile(to, bytes);
    },
  },
];

/** Faults of the data. */
export const DATA_FAULTS: readonly Fault[] = [
  {
    id: "vanished-data",
    title: "the data, or a part of it, vanishes during training",
    full: 10,
    short: 2,
    obstacle: momentObstacle,
    run: (attempt) =>
      breakData(
        attempt,
        VANISHING,
        /images? cannot be used: .*: is missing.*go on with: .* --resume$/,
      ),
  },
  {
    id: "replaced-image",
    title: "an image is replaced during training",
    full: 12,
    short: 2,
    obstacle: momentObstacle,
    run: (attempt) =>
      breakData(
        attempt,
        REPLACING,
        /\d\d\d\.jpg: (was changed after it was checked|is missing).*go on with: .* --resume$/,
      ),
  },
];

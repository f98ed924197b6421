/** Changes to the files of TensorFlow's library while it is in use. */
import { Random } from "../../lib/random.ts";
import { daad } from "../child.ts";
import { type Attempt, type Fault, type FaultResult, judge } from "./fault.ts";
import { LIBRARY, libraryObstacle } from "./library.ts";
import { disturb, Outcomes } from "./moments.ts";
import { countStrikes } from "./strike.ts";
import { compare, makeTraining, results } from "./training.ts";

const EPOCHS = 100;
/** About as long as the training takes. */
const LATEST_MS = 1500;

const FILES = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];

/** A change to one of the files, and whether the training survives it. */
interface Change {
  readonly name: string;
  readonly survives: boolean;
  readonly apply: (path: string, random: Random) => Promise<unknown>;
}

const CHANGES: readonly Change[] = [
  {
    name: "cut off",
    survives: false,
    apply: (path, random) => Deno.truncate(path, random.integer(1_000_000)),
  },
  // The system keeps a file in use until the process has ended.
  { name: "deleted", survives: true, apply: (path) => Deno.remove(path) },
  {
    name: "replaced",
    survives: true,
    apply: async (path) => {
      await Deno.writeTextFile(`${path}.new`, "of another version");
      await Deno.rename(`${path}.new`, path);
    },
  },
];

async function changeLibrary(attempt: Attempt): Promise<FaultResult> {
  const { dir, seed } = attempt;
  const random = new Random(seed);
  const training = await makeTraining(dir, { epochs: EPOCHS });
  const folder = LIBRARY!.slice(0, LIBRARY!.lastIndexOf("/"));
  const copy = `${dir}/library`;
  await Deno.mkdir(copy);
  for (const name of FILES) await Deno.copyFile(`${folder}/${name}`, `${copy}/${name}`);
  const env = { DAAD_BACKEND: "tensorflow", DAAD_TENSORFLOW: copy };
  await daad([...training, "--out", `${dir}/undisturbed`], env);
  const expected = await results(`${dir}/undisturbed`);
  const outcomes = new Outcomes();
  const problems: string[] = [];
  const out = `${dir}/out`;
  const args = [...training, "--out", out];
  const tries = await countStrikes(attempt, async (k, share) => {
    const { name, survives, apply } = CHANGES[k % CHANGES.length]!;
    const file = FILES[random.integer(FILES.length)]!;
    const after = random.integer(LATEST_MS) * share;
    const then = () => apply(`${copy}/${file}`, random);
    const ended = await disturb(args, { after, then, env });
    await Deno.copyFile(`${folder}/${file}`, `${copy}/${file}`);
    const struck = survives ? ended.disturbed : ended.code !== 0;
    outcomes.add(struck ? `${name}, ${survives ? "not noticed" : "ended"}` : "too late");
    if (struck && !survives) {
      problems.push(
        ...judge(ended, /ended by SIG\w+, as happens when .*library is damaged.*--resume$/),
      );
    } else if (ended.code !== 0) problems.push(`${name}: ${ended.stderr}`);
    const resumed = await daad([...args, "--resume"], env);
    if (resumed.code !== 0) problems.push(`${name}: ${resumed.stderr}`);
    problems.push(...await compare(out, expected));
    await Deno.remove(out, { recursive: true });
    return struck;
  });
  return {
    tries,
    outcome: `${outcomes}: one line, exit code 1, where it ended; resumed with the right one, ` +
      "same bits",
    problems,
  };
}

/** Faults of the library's files during training. */
export const LIBRARY_MOMENT_FAULTS: readonly Fault[] = [{
  id: "library-in-use",
  title: "TensorFlow's library is cut off, deleted or replaced during training",
  full: 12,
  short: 1,
  obstacle: libraryObstacle,
  run: changeLibrary,
}];

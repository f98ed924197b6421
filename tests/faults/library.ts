/** TensorFlow libraries that are damaged, cut off, of another version or for another machine. */
import { locateLibrary } from "../../lib/backend/tensorflow/locate.ts";
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";
import { Random } from "../../lib/random.ts";
import { daad } from "../child.ts";
import { type Attempt, type Fault, type FaultResult, judge } from "./fault.ts";
import { makeTraining } from "./training.ts";

/** Bytes of the library that stay at most: enough for its headers. */
const MOST_KEPT = 4_000_000;

/** The machine type in an ELF header, and one that is none of those that Deno runs on. */
const MACHINE_AT = 18;
const SPARC = 2;

const library = Deno.build.os === "linux" ? locateLibrary(PROJECT_ROOT)?.path : undefined;

/** What is put in the library's place. */
type Damage = (library: Uint8Array, random: Random) => Uint8Array;

const DAMAGES: readonly { readonly damage: Damage; readonly message: RegExp }[] = [
  {
    damage: (bytes, random) => bytes.subarray(0, 64 + random.integer(bytes.length - 64)),
    message: /cannot be used: .* is cut off: it has \d+ of at least \d+ bytes$/,
  },
  { damage: () => new Uint8Array(0), message: /cannot be used: .* is no shared library$/ },
  {
    damage: (_, random) => Uint8Array.from({ length: 1000 }, () => random.integer(256)),
    message: /cannot be used: .* is no shared library$/,
  },
  {
    damage: (bytes) => {
      const copy = bytes.slice();
      copy.set([SPARC, 0], MACHINE_AT);
      return copy;
    },
    message: /cannot be used: .* is for machine type 2, this machine is /,
  },
];

async function damagedLibrary({ dir, tries, seed, onTry }: Attempt): Promise<FaultResult> {
  const random = new Random(seed);
  const training = await makeTraining(dir, { epochs: 1 });
  const start = await readStart(library!);
  const problems: string[] = [];
  const use = async (path: string, message: RegExp) => {
    const env = { DAAD_TENSORFLOW: path, DAAD_BACKEND: "tensorflow" };
    problems.push(...judge(await daad([...training, "--out", `${dir}/out`], env), message));
    onTry();
  };
  for (let k = 0; k < tries - 2; k++) {
    const { damage, message } = DAMAGES[k % DAMAGES.length]!;
    const path = `${dir}/libtensorflow.so.2`;
    await Deno.writeFile(path, damage(start, random));
    await use(path, message);
  }
  // A library that lacks functions, as one of another version does; and none at all.
  const framework = library!.replace(/[^/]+$/, "libtensorflow_framework.so.2");
  await use(framework, /cannot be used: .*(undefined symbol|Could not obtain symbol)/);
  await use(`${dir}/none`, /^error: DAAD_TENSORFLOW: no TensorFlow library at /);
  return {
    tries,
    outcome: "one line naming the library and what is wrong with it, before anything is computed",
    problems,
  };
}

/** The first bytes of a file. */
async function readStart(path: string): Promise<Uint8Array> {
  using file = await Deno.open(path);
  const bytes = new Uint8Array(MOST_KEPT);
  return bytes.subarray(0, await file.read(bytes) ?? 0);
}

/** Faults of TensorFlow's library. */
export const LIBRARY_FAULTS: readonly Fault[] = [{
  id: "library",
  title: "TensorFlow's library is cut off, damaged, missing, of another version or machine type",
  full: 22,
  short: 6,
  obstacle: library ? undefined : "no TensorFlow library is installed",
  run: damagedLibrary,
}];

/** TensorFlow libraries that cannot be used: broken, missing, for another version or machine. */
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";
import { locateLibrary } from "../../lib/backend/library/locate.ts";
import { SYMBOLS } from "../../lib/backend/library/symbols.ts";
import { Random } from "../../lib/random.ts";
import { daad } from "../child.ts";
import { type Attempt, type Fault, type FaultResult, judge } from "./fault.ts";
import { momentObstacle, stopTraining } from "./moments.ts";
import { type LibraryContent, OWN_MACHINE, sharedLibrary } from "./shared_library.ts";
import { compare, makeTraining, results } from "./training.ts";

/** Absolute path of the installed library. */
export const LIBRARY: string | undefined = Deno.build.os === "linux"
  ? locateLibrary(PROJECT_ROOT)?.path
  : undefined;

/** Why libraries cannot be tried here. */
export const libraryObstacle: string | undefined = LIBRARY
  ? momentObstacle
  : "no TensorFlow library is installed";

/** One library that cannot be used. */
interface Kind {
  readonly message: RegExp;
  /** Writes it, or leaves it missing; returns the value for `DAAD_TENSORFLOW`. */
  readonly put: (dir: string, random: Random) => Promise<string>;
}

/**
 * Interrupts a training, then resumes it with each library in turn, which must be refused and leave
 * the checkpoint unchanged, and finally with the right one.
 */
async function useLibraries(
  { dir, tries, seed, onTry }: Attempt,
  kinds: readonly Kind[],
  outcome: string,
): Promise<FaultResult> {
  const random = new Random(seed);
  const training = await makeTraining(dir, { epochs: 100 });
  await daad([...training, "--out", `${dir}/undisturbed`]);
  const args = [...training, "--out", `${dir}/out`, "--resume"];
  await stopTraining(args, `${dir}/out`);
  const checkpoint = () => Deno.readFile(`${dir}/out/checkpoint.safetensors`);
  const kept = await checkpoint();
  const problems: string[] = [];
  for (let k = 0; k < tries; k++) {
    const { message, put } = kinds[k % kinds.length]!;
    const folder = `${dir}/library${k}`;
    await Deno.mkdir(folder);
    const env = { DAAD_BACKEND: "tensorflow", DAAD_TENSORFLOW: await put(folder, random) };
    problems.push(...judge(await daad(args, env), message));
    if (!equal(await checkpoint(), kept)) problems.push("the checkpoint changed");
    await Deno.remove(folder, { recursive: true });
    onTry();
  }
  const resumed = await daad(args);
  if (resumed.code !== 0) problems.push(resumed.stderr);
  problems.push(...await compare(`${dir}/out`, await results(`${dir}/undisturbed`)));
  return { tries, outcome: `${outcome}; resumed with the right one, same bits`, problems };
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

async function put(dir: string, bytes: Uint8Array): Promise<string> {
  const path = `${dir}/libtensorflow.so.2`;
  await Deno.writeFile(path, bytes);
  return path;
}

/** A kind whose bytes are generated for each try. */
const bytesOf = (
  bytes: (random: Random) => Uint8Array | Promise<Uint8Array>,
  message: RegExp,
): Kind => ({
  message,
  put: async (dir, random) => await put(dir, await bytes(random)),
});

/** Most bytes of the library to keep: enough for its headers. */
const MOST_KEPT = 4_000_000;

/** Reads the first bytes of the installed library. */
async function readStart(): Promise<Uint8Array> {
  using file = await Deno.open(LIBRARY!);
  const bytes = new Uint8Array(MOST_KEPT);
  return bytes.subarray(0, await file.read(bytes) ?? 0);
}

/** A stub with all functions that are called, which do nothing, changed as `change` says. */
function standIn(version: string, change: Partial<LibraryContent> = {}): Uint8Array {
  const functions = Object.fromEntries(Object.keys(SYMBOLS).map((name) => [name, undefined]));
  return sharedLibrary({ functions: { ...functions, TF_Version: version }, ...change });
}

const BROKEN: readonly Kind[] = [
  bytesOf(async (random) => {
    const start = await readStart();
    return start.subarray(0, 64 + random.integer(start.length - 64));
  }, /cannot be used: .* is cut off: it has \d+ of at least \d+ bytes$/),
  bytesOf(() => new Uint8Array(0), /cannot be used: .* is no shared library$/),
  bytesOf(
    (random) => Uint8Array.from({ length: 1000 }, () => random.integer(256)),
    /cannot be used: .* is no shared library$/,
  ),
  bytesOf(
    () => new TextEncoder().encode("<html>404</html>\n"),
    /cannot be used: .* is no shared library$/,
  ),
  bytesOf((random) => {
    const bytes = standIn("2.21.0");
    return bytes.subarray(0, bytes.length - 1 - random.integer(bytes.length >> 1));
  }, /cannot be used: .* is cut off: it has \d+ of at least \d+ bytes$/),
  // Loading it runs into damaged code.
  bytesOf(() => standIn("2.21.0", { crashes: true }), /ended by SIG\w+, as happens when .*damaged/),
  bytesOf(
    () => standIn("2.21.0", { needs: ["libtensorflow_of_nobody.so.2"] }),
    /cannot be used: .*libtensorflow_of_nobody\.so\.2: cannot open shared object file/,
  ),
];

const MISSING = /^error: DAAD_TENSORFLOW: no TensorFlow library at /;

const ABSENT: readonly Kind[] = [
  { message: MISSING, put: (dir) => Promise.resolve(`${dir}/none.so`) },
  { message: MISSING, put: (dir) => Promise.resolve(dir) },
  { message: MISSING, put: (dir) => Promise.resolve(`${dir}/none/none.so`) },
  {
    message: MISSING, // a dangling link
    put: async (dir) => {
      await Deno.symlink(`${dir}/none`, `${dir}/libtensorflow_cc.so.2`);
      return dir;
    },
  },
  {
    message: MISSING, // a folder with the name of a library
    put: async (dir) => {
      await Deno.mkdir(`${dir}/libtensorflow_cc.so.2`);
      return dir;
    },
  },
  {
    message: MISSING, // a path below a file
    put: async (dir) => {
      await Deno.writeTextFile(`${dir}/file`, "");
      return `${dir}/file/libtensorflow_cc.so.2`;
    },
  },
];

/** A minor version other than the installed one. */
const minor = (random: Random) => 40 + random.integer(20);

const VERSIONS: readonly Kind[] = [
  // It works, but its last bits may differ.
  bytesOf(
    (random) =>
      sharedLibrary({ functions: { TF_Version: `2.${minor(random)}.0` }, needs: [LIBRARY!] }),
    /belongs to another run: its TensorFlow is 2\.\d+\.\d+, here it is 2\.\d+\.0; start as/,
  ),
  bytesOf(
    (random) => standIn(`1.${random.integer(16)}.0`),
    /cannot be used: .* is TensorFlow 1\.\d+\.0, expected 2\.x$/,
  ),
  bytesOf(
    () => standIn("3.0.0-rc1"),
    /cannot be used: .* is TensorFlow 3\.0\.0-rc1, expected 2\.x$/,
  ),
  bytesOf(() => standIn(""), /cannot be used: .* is TensorFlow without a version, expected 2\.x$/),
  bytesOf((random) => {
    const names = Object.keys(SYMBOLS);
    const missing = names[random.integer(names.length)];
    const functions = Object.fromEntries(
      names.filter((name) => name !== missing).map((name) => [name, undefined]),
    );
    return standIn("2.0.0", { functions });
  }, /cannot be used: .*(undefined symbol|Could not obtain symbol)/),
];

/** Offsets in an ELF header of the address size and the machine. */
const [CLASS_AT, MACHINE_AT] = [4, 18];
/** x86, MIPS, PowerPC 64, S/390, arm, SPARC, x86_64, aarch64, RISC-V, LoongArch. */
const MACHINES = [3, 8, 21, 22, 40, 43, 62, 183, 243, 258].filter((id) => id !== OWN_MACHINE);

const FOREIGN: readonly Kind[] = [
  ...MACHINES.map((machine) =>
    bytesOf(() => {
      const bytes = standIn("2.21.0");
      bytes.set([machine & 255, machine >> 8], MACHINE_AT);
      return bytes;
    }, /cannot be used: .* is for (\w+|machine type \d+), this machine is \w+$/)
  ),
  bytesOf(() => {
    const bytes = standIn("2.21.0");
    bytes[CLASS_AT] = 1; // addresses of 32 bits
    return bytes;
  }, /cannot be used: .* is for .*, this machine is \w+$/),
];

const LINE =
  "one line naming the library and what is wrong with it, exit code 1, checkpoint as it was";

const entry = (
  id: string,
  title: string,
  kinds: readonly Kind[],
  full: number,
  outcome = LINE,
): Fault => ({
  id,
  title,
  full,
  short: 3,
  obstacle: libraryObstacle,
  run: (attempt) => useLibraries(attempt, kinds, outcome),
});

/** Faults of TensorFlow's library that occur before a command computes. */
export const LIBRARY_FAULTS: readonly Fault[] = [
  entry("library-broken", "TensorFlow's library is cut off, damaged or incomplete", BROKEN, 14),
  entry("library-missing", "TensorFlow's library is missing", ABSENT, 12),
  entry(
    "library-version",
    "TensorFlow's library is of another version",
    VERSIONS,
    15,
    `${LINE}; one that works trains, but does not resume what another began`,
  ),
  entry("library-machine", "TensorFlow's library is for another machine", FOREIGN, 10),
];

/** Disks that fill up at each place that writes, and folders that cannot be written to. */
import { CHECKPOINT_NAME } from "../../lib/experiment/output/checkpoints.ts";
import { RESULT_FILES } from "../../lib/experiment/output/written.ts";
import { Random } from "../../lib/random.ts";
import { daad } from "../child.ts";
import { until } from "../until.ts";
import { type Attempt, type Fault, type FaultResult, judge, mountObstacle, run } from "./fault.ts";
import { disturb, Outcomes } from "./moments.ts";
import { countStrikes } from "./strike.ts";
import { compare, makeTraining, results } from "./training.ts";

const SIZE_KB = 4096;
const PAGE_KB = 4;
/** The folder's lock and the list of what was written. */
const OWNER_KB = 2 * PAGE_KB;

/** The files that a run without calibration writes, in this order. */
const SITES = [CHECKPOINT_NAME, ...RESULT_FILES]
  .filter((name) => name !== "calibration.safetensors");

async function withDisk(dir: string, body: (disk: string) => Promise<void>): Promise<void> {
  const disk = `${dir}/disk`;
  await Deno.mkdir(disk);
  if (!run("mount", "-t", "tmpfs", "-o", `size=${SIZE_KB}k`, "tmpfs", disk)) {
    throw new Error(`${disk} cannot be mounted`);
  }
  try {
    await body(disk);
  } finally {
    run("umount", disk);
    await Deno.remove(disk);
  }
}

/** Kilobytes that a file or folder takes, in whole pages. */
async function pages(path: string): Promise<number> {
  const { isDirectory, size } = await Deno.stat(path);
  if (!isDirectory) return Math.ceil(size / 1024 / PAGE_KB) * PAGE_KB;
  const names = Deno.readDirSync(path).toArray().map(({ name }) => name);
  const sizes = await Promise.all(names.map((name) => pages(`${path}/${name}`)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function fullDisk({ dir, tries, seed, onTry }: Attempt): Promise<FaultResult> {
  const random = new Random(seed);
  // A single checkpoint at the end, so it is known what is written when.
  const training = (await makeTraining(dir, { epochs: 10 })).slice(0, -2);
  const reference = `${dir}/undisturbed`;
  await daad([...training, "--out", reference]);
  const expected = await results(reference);
  await keepCheckpoint(training, reference, `${dir}/unfinished`);
  const problems: string[] = [];
  await withDisk(dir, async (disk) => {
    const out = `${disk}/out`;
    for (let k = 0; k < tries; k++) {
      const site = SITES[k % SITES.length]!;
      let free = 0;
      for (const before of SITES.slice(0, SITES.indexOf(site))) {
        free += await pages(`${reference}/${before}`);
      }
      free += someOf(await pages(`${reference}/${site}`), random);
      await fill(`${disk}/filler`, SIZE_KB - free - OWNER_KB);
      const failed = await daad([...training, "--out", out]);
      problems.push(...judge(failed, noSpaceFor(`${out}/${site}`)));
      const left = Deno.readDirSync(out).toArray().map(({ name }) => name);
      if (left.some((name) => name === "record.json" || name.endsWith(".daad-part"))) {
        problems.push(`${site}: ${left.join(", ")} were left`);
      }
      await Deno.remove(`${disk}/filler`);
      const resumed = await daad([...training, "--out", out, "--resume"]);
      if (resumed.code !== 0) problems.push(resumed.stderr);
      problems.push(...await compare(out, expected));
      await Deno.remove(out, { recursive: true });
      onTry();
    }
  });
  return {
    tries,
    outcome:
      `one line naming ${SITES.slice(0, tries).join(", ")}; resumed after space was freed, ` +
      "same bits",
    problems,
  };
}

/** Puts the checkpoint, which a finished run removes, into its folder. */
async function keepCheckpoint(
  training: readonly string[],
  finished: string,
  unfinished: string,
): Promise<void> {
  // A run that cannot write its report keeps its checkpoint.
  await Deno.mkdir(`${unfinished}/report.html/taken`, { recursive: true });
  const ours = JSON.stringify({ format: 1, written: ["report.html"] });
  await Deno.mkdir(`${unfinished}/.daad`);
  await Deno.writeTextFile(`${unfinished}/.daad/written.json`, ours);
  await daad([...training, "--out", unfinished, "--overwrite"]);
  await Deno.copyFile(`${unfinished}/${CHECKPOINT_NAME}`, `${finished}/${CHECKPOINT_NAME}`);
}

/**
 * Kilobytes that are too few for a file of `whole`. At least a page where there are two, for the list of
 * what was written, and a page fewer than needed where there are three, since some sizes vary a bit.
 */
function someOf(whole: number, random: Random): number {
  const count = whole / PAGE_KB;
  return Math.min(count - 1, 1 + random.integer(Math.max(1, count - 2))) * PAGE_KB;
}

function noSpaceFor(path: string): RegExp {
  return new RegExp(`${path}[^:]*: cannot be written: No space left on device \\(os error 28\\)`);
}

async function fill(path: string, kilobytes: number): Promise<void> {
  await Deno.writeFile(path, new Uint8Array(kilobytes * 1024));
}

/** Places to which nothing can be written, with the line that must say so. */
const REFUSING: readonly { readonly out: string; readonly message: RegExp }[] = [
  { out: "disk/out", message: /Read-only file system \(os error 30\)/ },
  { out: "disk/new", message: /Read-only file system \(os error 30\)/ },
  { out: "disk/out/new/below", message: /Read-only file system \(os error 30\)/ },
  { out: "disk/out/notes.txt", message: /cannot be a folder, since .*notes\.txt is a file/ },
  { out: "disk/out/notes.txt/below", message: /cannot be a folder, since .*notes\.txt is a file/ },
  { out: "link", message: /Read-only file system \(os error 30\)/ },
];

async function readOnly({ dir, tries, onTry }: Attempt): Promise<FaultResult> {
  const training = await makeTraining(dir, { epochs: 10 });
  const problems: string[] = [];
  await withDisk(dir, async (disk) => {
    await Deno.mkdir(`${disk}/out`);
    await Deno.writeTextFile(`${disk}/out/notes.txt`, "mine");
    await Deno.symlink(`${disk}/out`, `${dir}/link`);
    run("mount", "-o", "remount,ro", disk);
    for (let k = 0; k < tries; k++) {
      const { out, message } = REFUSING[k % REFUSING.length]!;
      const failed = await daad([...training, "--out", `${dir}/${out}`]);
      problems.push(...judge(failed, message));
      if (/decoding|training/.test(failed.stderr)) problems.push("said only after work was done");
      onTry();
    }
  });
  return {
    tries,
    outcome: "one line before anything is decoded, exit code 1; what was there stays",
    problems,
  };
}

/** Milliseconds of training within which the folder becomes read-only. */
const LATEST_MS = 500;

/** Makes the output folder read-only at random moments during a training. */
async function becomesReadOnly(attempt: Attempt): Promise<FaultResult> {
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
    const failed = await disturb(args, {
      after: random.integer(LATEST_MS) * share,
      then: () => makeReadOnly(out),
    });
    if (failed.disturbed) run("umount", out);
    const noticed = failed.code !== 0;
    outcomes.add(noticed ? "while it wrote" : "too late");
    if (noticed) {
      problems.push(...judge(failed, /Read-only file system.*go on with: .* --resume$/));
    }
    const resumed = await daad([...args, "--resume"]);
    if (resumed.code !== 0) problems.push(resumed.stderr);
    problems.push(...await compare(out, expected));
    await Deno.remove(out, { recursive: true });
    return noticed;
  });
  return {
    tries,
    outcome: `${outcomes}: one line, exit code 1; resumed when it could be written to, same bits`,
    problems,
  };
}

/**
 * Mounts a folder over itself, read-only. Its file system cannot be, since the training holds a lock in
 * it; nor can the new mount while a file is being written, so this retries.
 */
async function makeReadOnly(folder: string): Promise<void> {
  run("mount", "--bind", folder, folder);
  await until("the folder is read-only", () => run("mount", "-o", "remount,bind,ro", folder));
}

/** Faults of the disk. */
export const DISK_FAULTS: readonly Fault[] = [
  {
    id: "full-disk",
    title: "the disk is full at each file that a run writes",
    full: 2 * SITES.length,
    short: SITES.length,
    obstacle: mountObstacle,
    run: fullDisk,
  },
  {
    id: "read-only",
    title: "the output folder is read-only, or no folder",
    full: 12,
    short: 6,
    obstacle: mountObstacle,
    run: readOnly,
  },
  {
    id: "becomes-read-only",
    title: "the output folder becomes read-only during training",
    full: 10,
    short: 1,
    obstacle: mountObstacle,
    run: becomesReadOnly,
  },
];

/** Disks that are full at each place that writes, and folders that cannot be written to. */
import { Random } from "../../lib/random.ts";
import { daad } from "../child.ts";
import { type Attempt, type Fault, type FaultResult, judge, mountObstacle, run } from "./fault.ts";
import { compare, makeTraining, results } from "./training.ts";

const SIZE_KB = 4096;
const PAGE_KB = 4;

/** What a run writes, in this order. */
const SITES = [
  "checkpoint.safetensors",
  "model.safetensors",
  "detector.json",
  "scores.csv",
  "heatmaps",
  "overview.png",
  "report.html",
  "record.json",
];

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
  // One checkpoint, at the end: then what is written when is known.
  const training = (await makeTraining(dir, { epochs: 10 })).slice(0, -2);
  const reference = `${dir}/undisturbed`;
  await daad([...training, "--out", reference]);
  const expected = await results(reference);
  const problems: string[] = [];
  const sites = new Set<string>();
  await withDisk(dir, async (disk) => {
    const out = `${disk}/out`;
    // The finished run has removed its checkpoint; one that cannot write its report keeps it.
    await Deno.mkdir(`${dir}/unfinished/report.html/taken`, { recursive: true });
    await daad([...training, "--out", `${dir}/unfinished`]);
    const checkpoint = await pages(`${dir}/unfinished/checkpoint.safetensors`);
    for (let k = 0; k < tries; k++) {
      const site = SITES[k % SITES.length]!;
      let free = site === SITES[0]
        ? random.integer(checkpoint / PAGE_KB - 1) * PAGE_KB
        : checkpoint;
      if (site !== SITES[0]) {
        for (const before of SITES.slice(1, SITES.indexOf(site))) {
          free += await pages(`${reference}/${before}`);
        }
        const own = await pages(`${reference}/${site}`) / PAGE_KB;
        free += random.integer(own) * PAGE_KB;
      }
      await fill(`${disk}/filler`, SIZE_KB - free);
      const failed = await daad([...training, "--out", out]);
      problems.push(...judge(failed, /cannot be written: No space left on device \(os error 28\)/));
      const named = failed.stderr.match(/\/disk\/out\/([^/:]+)/g)?.at(-1)?.split("/").at(-1);
      sites.add(named ?? "unnamed");
      const left = Deno.readDirSync(out).toArray().map(({ name }) => name);
      if (left.some((name) => name === "record.json" || name.endsWith(".part"))) {
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
  const named = SITES.filter((site) => sites.has(site));
  return {
    tries,
    outcome: `one line naming ${named.join(", ")}; resumed after space was freed, same bits`,
    problems,
  };
}

async function fill(path: string, kilobytes: number): Promise<void> {
  await Deno.writeFile(path, new Uint8Array(kilobytes * 1024));
}

async function readOnly({ dir, tries, onTry }: Attempt): Promise<FaultResult> {
  const training = await makeTraining(dir, { epochs: 10 });
  const problems: string[] = [];
  await withDisk(dir, async (disk) => {
    await Deno.mkdir(`${disk}/out`);
    await Deno.writeTextFile(`${disk}/out/notes.txt`, "mine");
    run("mount", "-o", "remount,ro", disk);
    for (let k = 0; k < tries; k++) {
      const out = k % 2 === 0 ? `${disk}/out` : `${disk}/new`;
      const failed = await daad([...training, "--out", out]);
      problems.push(...judge(failed, /Read-only file system \(os error 30\)/));
      if (/decoding|training/.test(failed.stderr)) problems.push("said only after work was done");
      onTry();
    }
  });
  return { tries, outcome: "one line before anything is decoded", problems };
}

/** Faults of the disk. */
export const DISK_FAULTS: readonly Fault[] = [
  {
    id: "full-disk",
    title: "the disk is full at each file that a run writes",
    full: 16,
    short: 8,
    obstacle: mountObstacle,
    run: fullDisk,
  },
  {
    id: "read-only",
    title: "the output folder is on a read-only file system",
    full: 10,
    short: 2,
    obstacle: mountObstacle,
    run: readOnly,
  },
];

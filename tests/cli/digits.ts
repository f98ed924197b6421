/** Images in MNIST's format to sweep over, and the outcome of a sweep. */
import { Random } from "../../lib/random.ts";
import { idxFile } from "../data/stored_files.ts";

/** Writes noisy images of ten classes, each with its own bar. */
export async function writeDigits(root: string): Promise<void> {
  await Deno.mkdir(root);
  const random = new Random(0);
  for (const [split, each] of [["train", 16], ["t10k", 6]] as const) {
    const labels = Array.from({ length: 10 * each }, (_, i) => i % 10);
    const pixels = labels.flatMap((label) =>
      Array.from({ length: 784 }, (_, p) => {
        const bar = Math.floor(p / 28) >= 2 * label && Math.floor(p / 28) < 2 * label + 6;
        return (bar ? 180 : 20) + random.integer(40);
      })
    );
    const images = idxFile([labels.length, 28, 28], Uint8Array.from(pixels));
    await Deno.writeFile(`${root}/${split}-images-idx3-ubyte`, images);
    const file = idxFile([labels.length], Uint8Array.from(labels));
    await Deno.writeFile(`${root}/${split}-labels-idx1-ubyte`, file);
  }
}

/** Arguments of a sweep over them that takes seconds, with checkpoints after every step. */
export function sweepArguments(
  dir: string,
  results: string,
  categories: readonly string[],
): string[] {
  return [
    ...["reproduce", "mnist", "--profile", "smoke", "--methods", "daad"],
    ...["--data", `${dir}/digits`, "--results", `${dir}/${results}`],
    ...["--categories", ...categories, "--checkpoint-every", "0"],
  ];
}

/** The outcome of a sweep: scores and file names of every run, without what depends on the clock. */
export async function outcome(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const walk = async (path: string) => {
    for await (const { name, isDirectory } of Deno.readDir(`${folder}/${path}`)) {
      const inner = `${path}/${name}`;
      if (name === "slurm") continue; // the cluster's logs
      if (isDirectory) await walk(inner);
      else if (/scores\.csv$/.test(name)) found.set(inner, await Deno.readTextFile(folder + inner));
      else if (name === "record.json") {
        const { metrics, losses } = JSON.parse(await Deno.readTextFile(folder + inner));
        found.set(inner, JSON.stringify({ metrics, losses }));
      } else found.set(inner, "");
    }
  };
  await walk("");
  return found;
}

/** A training that takes about a second, and what it leaves behind. */
import { copySmallBottle, SMALL_CONFIG } from "../experiment/small_bottle.ts";

/** Files of a finished run that must be the same bit for bit, whatever happened on the way. */
const COMPARED = [
  "model.safetensors",
  "detector.json",
  "thresholds.json",
  "scores.csv",
  "overview.png",
] as const;

/** Writes the data of a training; returns the command's arguments without `--out`. */
export async function makeTraining(
  dir: string,
  { epochs, more, checkpointEvery = 0 }: {
    readonly epochs: number;
    readonly more?: Readonly<Record<string, unknown>>;
    /** Seconds between checkpoints; 0 writes one after every step. */
    readonly checkpointEvery?: number;
  },
): Promise<string[]> {
  const data = await copySmallBottle(dir);
  const config = { ...SMALL_CONFIG, epochs, ...more };
  await Deno.writeTextFile(`${dir}/small.json`, JSON.stringify(config));
  return [
    ...["train", "--data", data, "--config", `${dir}/small.json`, "--image-size", "32"],
    ...["--checkpoint-every", `${checkpointEvery}`],
  ];
}

/** Hashes of the files of a finished run that must not depend on how it came about. */
export async function results(out: string): Promise<Record<string, string>> {
  const read = async (name: string): Promise<[string, string]> => {
    const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(`${out}/${name}`));
    return [name, new Uint8Array(digest).toHex()];
  };
  return Object.fromEntries(await Promise.all(COMPARED.map(read)));
}

/** What differs from an undisturbed run or was left behind. */
export async function compare(out: string, expected: Record<string, string>): Promise<string[]> {
  const found: Record<string, string> = await results(out).catch((error) => ({
    error: `${error}`,
  }));
  const different = Object.keys(expected).filter((name) => found[name] !== expected[name]);
  const rest = [...Deno.readDirSync(out)].map(({ name }) => name)
    .filter((name) => /\.daad-part$|^checkpoint/.test(name));
  return [
    ...different.map((name) => `${name} differs from the undisturbed run`),
    ...rest.map((name) => `${name} was left behind`),
  ];
}

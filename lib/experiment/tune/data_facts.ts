/**
 * What a tuning must know of its data, kept for the processes of its trials.
 *
 * @module
 */
import { z } from "zod";
import { createHash } from "node:crypto";
import { forEachFile } from "../../data/decode/for_each_file.ts";
import type { Dataset, ValueRange } from "../../data/mod.ts";
import { writeFileAtomically } from "../../files.ts";

/** Path of the facts within the folder of a tuning. */
const DATA_NAME = ".daad/data.json";

/** Facts for which all images are read. */
export interface DataFacts {
  /** From `fingerprint`. */
  readonly fingerprint: string;
  /** Which values are black and white, in images with more than 8 bits. */
  readonly valueRange?: ValueRange;
  /** Hash of the files' sizes and times before they were read; absent without a file for each. */
  readonly versions?: string;
}

const schema = z.strictObject({
  format: z.literal(1),
  fingerprint: z.string(),
  valueRange: z.tuple([z.number(), z.number()]).optional(),
  versions: z.string(),
});

/** Keeps the facts in the folder of a tuning. */
export async function keepDataFacts(folder: string, facts: DataFacts): Promise<void> {
  const { fingerprint, valueRange, versions } = facts;
  if (versions === undefined) return;
  const text = JSON.stringify({ format: 1, fingerprint, valueRange, versions }, null, 2);
  await writeFileAtomically(`${folder}/${DATA_NAME}`, text + "\n");
}

/**
 * The facts that the tuning kept in its folder, so that each trial need not read all images again.
 *
 * @returns Absent if none were kept, or any file has another size or time since.
 */
export async function keptDataFacts(
  folder: string,
  dataset: Dataset,
): Promise<DataFacts | undefined> {
  const text = await Deno.readTextFile(`${folder}/${DATA_NAME}`).catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { format: _, ...facts } = schema.parse(JSON.parse(text));
    return facts.versions === await fileVersions(dataset) ? facts : undefined;
  } catch {
    return undefined; // damaged, or a file is gone: reading all images tells what is wrong
  }
}

/**
 * Hash of the names, sizes and times of all files.
 *
 * @returns Absent unless each image is a separate file.
 * @throws {FilesError} Naming those that are gone.
 */
export async function fileVersions({ train, source }: Dataset): Promise<string | undefined> {
  if (!source.file) return undefined;
  const versions: string[] = [];
  await forEachFile(train.map(({ path }) => source.file!(path)), async (path, i) => {
    const { size, mtime } = await Deno.stat(path);
    versions[i] = `${train[i]!.path}\0${size}\0${mtime?.getTime()}\n`;
  });
  return createHash("sha256").update(versions.join("")).digest("hex");
}

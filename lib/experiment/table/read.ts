/**
 * Reads the records below a folder.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { configHash, readRecord, type RunRecord } from "../record.ts";
import { type Entry, toEntry } from "./entry.ts";

/** A record and the file it was read from. */
export interface StoredRecord {
  readonly file: string;
  readonly record: RunRecord;
}

/** What was found below a folder. */
export interface Found<T> {
  readonly found: readonly T[];
  /** One line for each file that was left out. */
  readonly warnings: readonly string[];
}

/**
 * Reads every `record.json` below a folder, in the order of their paths. A record that cannot be
 * read, or whose configuration has not the hash that it states, is left out with a warning.
 *
 * @throws {InputError} If there is no such folder.
 */
export async function readRecords(folder: string): Promise<Found<StoredRecord>> {
  const found: StoredRecord[] = [];
  const warnings: string[] = [];
  const files = await listRecords(folder.replace(/(?<=.)\/+$/, ""));
  for (const file of files) {
    try {
      const record = await readRecord(file);
      if (await configHash(record.config) === record.configHash) found.push({ file, record });
      else warnings.push(`${file}: its configuration has not the hash that it states; left out`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      warnings.push(`${error.message}; left out`);
    }
  }
  return { found, warnings: warnings.map((line) => line.replaceAll(/\s+/g, " ")) };
}

/** Reads what tables need of every record below a folder; see {@linkcode readRecords}. */
export async function readEntries(folder: string): Promise<Found<Entry>> {
  const { found, warnings } = await readRecords(folder);
  const entries = found.map(({ file, record }) => toEntry(file, record));
  return { found: await Promise.all(entries), warnings };
}

/** Links to folders are not followed: they may lead in a circle. */
async function listRecords(folder: string): Promise<string[]> {
  const files: string[] = [];
  try {
    for (const { name, isDirectory } of await Array.fromAsync(Deno.readDir(folder))) {
      if (name === "record.json" && !isDirectory) files.push(`${folder}/${name}`);
      else if (isDirectory) files.push(...await listRecords(`${folder}/${name}`));
    }
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (!missing) throw error;
    throw new InputError(`${folder}: no such folder; expected the results of finished runs`);
  }
  return files.sort();
}

/**
 * Reads the records below a folder.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { configHash } from "../run/config_hash.ts";
import type { RunRecord } from "../run/record.ts";
import { readRecord } from "../run/record_file.ts";
import { type DefaultEpochs, type Entry, toEntry } from "./entry.ts";

/**
 * Files that are read at the same time: enough to keep the disk busy, few enough for any limit on
 * open files.
 */
const AT_ONCE = 32;

/** A record and the file it was read from. */
export interface StoredRecord {
  /** Path of the file. */
  readonly file: string;
  /** Its contents. */
  readonly record: RunRecord;
}

/** The results of searching a folder. */
export interface Found<T> {
  /** Everything that could be read. */
  readonly found: readonly T[];
  /** A sentence for each file that was left out, with its path. */
  readonly warnings: readonly string[];
}

/**
 * Reads every `record.json` below a folder, in the order of their paths. A record that cannot be
 * read, or whose configuration does not match its stated hash, is left out with a warning.
 *
 * @throws {InputError} If there is no such folder.
 */
export async function readRecords(folder: string): Promise<Found<StoredRecord>> {
  const found: StoredRecord[] = [];
  const warnings: string[] = [];
  const files = await listRecords(folder.replace(/(?<=.)\/+$/, ""));
  for (let i = 0; i < files.length; i += AT_ONCE) {
    for (const result of await Promise.all(files.slice(i, i + AT_ONCE).map(readOne))) {
      if (typeof result === "string") warnings.push(result);
      else found.push(result);
    }
  }
  return { found, warnings };
}

/** Reads a record; returns a message instead if it is left out. */
async function readOne(file: string): Promise<StoredRecord | string> {
  try {
    const record = await readRecord(file);
    if (await configHash(record.config) === record.configHash) return { file, record };
    return `${file}: its configuration has not the hash that it states; left out`;
  } catch (error) {
    if (error instanceof InputError) return `${error.message}; left out`;
    const refused = error instanceof Error && /\(os error \d+\)/.test(error.message);
    if (!refused) throw error;
    return `${file}: ${error.message}; left out`;
  }
}

/** Reads what tables need of every record below a folder; see {@linkcode readRecords}. */
export async function readEntries(folder: string): Promise<Found<Entry>> {
  const { found, warnings } = await readRecords(folder);
  const defaults: DefaultEpochs = new Map();
  const entries = found.map(({ file, record }) => toEntry(file, record, defaults));
  return { found: await Promise.all(entries), warnings };
}

/**
 * Paths of all files `record.json` below a folder, in order. Links to folders are not followed, as
 * they may form a cycle.
 *
 * @throws {InputError} If there is no such folder.
 */
export async function listRecords(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    const files = entries.map(({ name, isDirectory }) => {
      if (isDirectory) return listRecords(`${folder}/${name}`);
      return name === "record.json" ? [`${folder}/${name}`] : [];
    });
    return (await Promise.all(files)).flat().sort();
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (!missing) throw error;
    throw new InputError(`${folder}: no such folder; expected the results of finished runs`);
  }
}

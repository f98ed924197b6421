/**
 * Stamps: files in the environment that record which parts of it are complete.
 *
 * A step writes its stamp last, so that an interrupted one is repeated.
 *
 * @module
 */
import { ENVIRONMENT } from "./python.ts";

/** A part of the environment that has a stamp. */
export type Part = "setup" | "notebooks";

/** Reads the stamp of a part; `undefined` where there is none. */
export async function readStamp(part: Part): Promise<string | undefined> {
  return await Deno.readTextFile(stampPath(part)).catch(() => undefined);
}

/** Records that a part is complete. */
export async function writeStamp(part: Part, content: string): Promise<void> {
  await Deno.writeTextFile(stampPath(part), content);
}

function stampPath(part: Part): string {
  return `${ENVIRONMENT}/daad-${part}.txt`;
}

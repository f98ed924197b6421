/**
 * Stamps: files in the environment that say what it holds completely.
 *
 * A step writes its stamp last, so that one that was interrupted is done again.
 *
 * @module
 */
import { ENVIRONMENT } from "./python.ts";

/** A part of the environment that has a stamp. */
export type Part = "setup" | "notebooks";

/** What the stamp of that part says; `undefined` where there is none. */
export async function readStamp(part: Part): Promise<string | undefined> {
  return await Deno.readTextFile(stampPath(part)).catch(() => undefined);
}

/** Says that the part is complete. */
export async function writeStamp(part: Part, content: string): Promise<void> {
  await Deno.writeTextFile(stampPath(part), content);
}

function stampPath(part: Part): string {
  return `${ENVIRONMENT}/daad-${part}.txt`;
}

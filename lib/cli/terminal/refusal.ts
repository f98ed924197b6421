/**
 * Describes refusals by the machine in one line.
 *
 * @module
 */
import { isOutOfMemory } from "../../backend/out_of_memory.ts";
import { AccessError } from "../../errors.ts";
import { howToSaveMemory } from "../process/advice.ts";

/**
 * Describes an error in one line if the machine refused something: memory, a file, a permission.
 *
 * @param command The command in which it occurred, for advice.
 * @returns `undefined` for anything else: bad input, or a bug, which keeps its stack trace.
 */
export function refusal(error: unknown, command: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { message } = error;
  if (error instanceof AccessError) return message;
  const help = howToSaveMemory(command);
  if (isOutOfMemory(error)) {
    return `out of memory: ${message.replaceAll(/\s+/g, " ").trim()}` + (help ? `; ${help}` : "");
  }
  // A GPU does this when its memory runs out or its driver was replaced.
  if (/\bdevice (is|was) lost\b/i.test(message)) {
    return `the GPU was lost: ${message.trim()}` +
      (help ? `; where its memory ran out ${help}` : "");
  }
  const refused = error instanceof Deno.errors.NotCapable ||
    /\(os error \d+\)|ENOSPC|No space left/.test(message);
  return refused ? message : undefined;
}

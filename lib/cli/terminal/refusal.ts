/**
 * Describes refusals by the machine in one line.
 *
 * @module
 */
import { isOutOfMemory } from "../../backend/out_of_memory.ts";
import { AccessError } from "../../errors.ts";

/**
 * Describes an error in one line if the machine refused something: memory, a file, a permission.
 *
 * @returns `undefined` for anything else: bad input, or a bug, which keeps its stack trace.
 */
export function refusal(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { message } = error;
  if (error instanceof AccessError) return message;
  if (isOutOfMemory(error)) {
    return `out of memory: ${message.replaceAll(/\s+/g, " ").trim()}; a smaller --batch, ` +
      "--image-size or --memory helps";
  }
  // A GPU does this when its memory runs out or its driver was replaced.
  if (/\bdevice (is|was) lost\b/i.test(message)) {
    return `the GPU was lost: ${message.trim()}; where its memory ran out a smaller --batch or ` +
      "--image-size helps";
  }
  const refused = error instanceof Deno.errors.NotCapable ||
    /\(os error \d+\)|ENOSPC|No space left/.test(message);
  return refused ? message : undefined;
}

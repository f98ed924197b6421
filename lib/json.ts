/**
 * Parses JSON from outside the project.
 *
 * @module
 */
import { InputError } from "./errors.ts";

/** The deepest nesting accepted; what the project itself writes has fewer than ten levels. */
const MAX_DEPTH = 100;

/**
 * Parses JSON, up to 100 levels deep: `JSON.parse` reads deeper nesting than other code can follow.
 *
 * @param source What the text came from, for the message.
 * @throws {InputError} If it is not JSON, or is nested too deeply.
 *
 * @example
 * ```ts
 * import { parseJson } from "./json.ts";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => parseJson('{"epochs": 2,', "run.json"), Error, "run.json: no valid JSON");
 * ```
 */
export function parseJson(text: string, source: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, "")); // a mark that Windows writes
  } catch (error) {
    throw new InputError(`${source}: no valid JSON: ${(error as Error).message}`);
  }
  if (depthOf(text) > MAX_DEPTH) {
    throw new InputError(`${source}: JSON nested more than ${MAX_DEPTH} levels deep`);
  }
  return value;
}

/** Deepest nesting of valid JSON; brackets in strings do not count. */
function depthOf(text: string): number {
  let [depth, deepest, inString] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (character === "\\") i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "[" || character === "{") deepest = Math.max(deepest, ++depth);
    else if (character === "]" || character === "}") depth--;
  }
  return deepest;
}

/**
 * Parsers and helpers that several commands share.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { InputError } from "../errors.ts";
import { parseJson } from "../json.ts";

/** A whole number of at least `minimum` and at most `maximum`. */
export function wholeNumber(
  minimum: number,
  maximum = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    const range = maximum < Number.MAX_SAFE_INTEGER ? ` and <= ${maximum}` : "";
    throw new InvalidArgumentError(`Expected a whole number >= ${minimum}${range}.`);
  };
}

/** Reads a JSON object of configuration fields. */
export async function readConfigFile(path: string): Promise<Record<string, unknown>> {
  const text = await Deno.readTextFile(path).catch((error) => {
    throw error instanceof Deno.errors.NotFound ? new InputError(`${path}: no such file`) : error;
  });
  const value = parseJson(text, path);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InputError(`${path}: expected a JSON object of configuration fields`);
  }
  return value as Record<string, unknown>;
}

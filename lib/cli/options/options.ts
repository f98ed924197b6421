/**
 * Parsers and helpers that several commands share.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { InputError } from "../../errors.ts";
import { parseJson } from "../../json.ts";

/** Makes a parser of whole numbers from `minimum` to `maximum`. */
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

/** Parses a share in [0, 1). */
export function shareBelowOne(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value < 1) return value;
  throw new InvalidArgumentError("Expected a number >= 0 and < 1.");
}

/** The name of a configuration in messages: its file, or the option if it is written inline. */
export function configSource(given: string, option = "--config"): string {
  return given.trimStart().startsWith("{") ? option : given;
}

/** Reads a JSON object of configuration fields from a file or from the option itself. */
export async function readConfig(
  given: string,
  option = "--config",
): Promise<Record<string, unknown>> {
  const source = configSource(given, option);
  const text = source !== given ? given : decodeText(
    await Deno.readFile(given).catch((error) => {
      throw error instanceof Deno.errors.NotFound
        ? new InputError(`${given}: no such file`)
        : error;
    }),
  );
  const value = parseJson(text, source);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InputError(`${source}: expected a JSON object of configuration fields`);
  }
  return value as Record<string, unknown>;
}

/** Decodes UTF-8 or UTF-16, with or without a byte order mark. */
function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const little = first === 0xff && second === 0xfe || first !== 0 && second === 0;
  const big = first === 0xfe && second === 0xff || first === 0 && second !== 0;
  return new TextDecoder(little ? "utf-16le" : big ? "utf-16be" : "utf-8").decode(bytes);
}

/** Makes a parser like {@linkcode commaList} of whole numbers from `minimum` to `maximum`. */
export function wholeNumbers(
  minimum: number,
  maximum?: number,
): (text: string, before?: readonly number[]) => number[] {
  const parse = wholeNumber(minimum, maximum);
  return (text, before = []) => [...before, ...commaList(text).map(parse)];
}

/** Parser for options with several values, which may also be separated by commas. */
export function commaList(text: string, before: readonly string[] = []): string[] {
  const values = text.split(",").map((part) => part.trim()).filter(Boolean);
  if (values.length === 0) throw new InvalidArgumentError("Expected one or more values.");
  return [...before, ...values];
}

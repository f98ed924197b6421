/**
 * Checks plain configuration objects, with one clear line for the first mistake.
 *
 * @module
 */
import type { z } from "zod";
import { InputError } from "./errors.ts";

/** How many characters of a wrong value or name a message repeats. */
const MOST_SHOWN = 200;

/**
 * Parses `value` with a strict schema.
 *
 * @param source Where the value came from, for the message: a file name or an option.
 * @throws {InputError} Naming the source, the field, what was found and what is expected.
 *
 * @example
 * ```ts
 * import { parseConfig } from "./config.ts";
 * import { z } from "zod";
 * import { assertThrows } from "@std/assert";
 *
 * const schema = z.strictObject({ epochs: z.int().min(1) });
 * assertThrows(() => parseConfig(schema, { epoch: 3 }, "run.json"), Error, "unknown field epoch");
 * ```
 */
export function parseConfig<T>(schema: z.ZodType<T>, value: unknown, source: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // An unknown field is often a misspelt one, which then is missing as well: name it first.
  const issues = result.error.issues;
  const issue = issues.find((i) => i.code === "unrecognized_keys") ?? issues[0]!;
  const path = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const field = [...issue.path, issue.keys[0]].join(".");
    throw new InputError(`${source}: unknown field ${shorten(field)}`);
  }
  const found = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  const problem = issue.message.replace(/^Invalid input: |, received .*$|^Too (small|big): /g, "");
  throw new InputError(
    `${source}: ${shorten(path) || "configuration"}: ${problem}, found ${describe(found)}`,
  );
}

/** A value as JSON, shortened to fit on a line. */
function describe(value: unknown): string {
  try {
    return shorten(JSON.stringify(value) ?? "nothing");
  } catch {
    return "something nested too deeply"; // JSON.parse reads what JSON.stringify cannot write
  }
}

function shorten(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

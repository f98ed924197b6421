/**
 * Parsers and helpers that several commands share.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { InputError, StoppedError } from "../errors.ts";
import { parseJson } from "../json.ts";
import { note } from "./output.ts";
import { LAUNCHER_VARIABLE } from "./permissions.ts";

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

/** A share in [0, 1). */
export function shareBelowOne(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value < 1) return value;
  throw new InvalidArgumentError("Expected a number >= 0 and < 1.");
}

/** Reads a JSON object of configuration fields. */
export async function readConfigFile(path: string): Promise<Record<string, unknown>> {
  const bytes = await Deno.readFile(path).catch((error) => {
    throw error instanceof Deno.errors.NotFound ? new InputError(`${path}: no such file`) : error;
  });
  const value = parseJson(decodeText(bytes), path);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InputError(`${path}: expected a JSON object of configuration fields`);
  }
  return value as Record<string, unknown>;
}

/** UTF-8 or UTF-16 as editors write it, with a mark at the beginning or without. */
function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const little = first === 0xff && second === 0xfe || first !== 0 && second === 0;
  const big = first === 0xfe && second === 0xff || first === 0 && second !== 0;
  return new TextDecoder(little ? "utf-16le" : big ? "utf-16be" : "utf-8").decode(bytes);
}

/** Milliseconds in which a signal that comes again is the same one, handed on by the launcher. */
const SAME_SIGNAL_MS = 300;

/** Milliseconds between two looks at whether the launcher still lives. */
const LAUNCHER_MS = 500;

/**
 * Runs `body` with a signal that Ctrl-C or SIGTERM aborts; the current step ends first. A second
 * Ctrl-C ends the process at once. The end of the launcher, which could have been killed, aborts too.
 *
 * @param advice Follows the message of what was stopped.
 * @throws {StoppedError} If the body was stopped.
 */
export async function withStopSignal<T>(
  advice: string,
  body: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let stoppedAt = 0;
  const stop = () => {
    if (controller.signal.aborted) {
      if (performance.now() - stoppedAt < SAME_SIGNAL_MS) return;
      Deno.exit(130);
    }
    stoppedAt = performance.now();
    note("\nstopping after the current step …");
    controller.abort();
  };
  const launcher = Deno.env.get(LAUNCHER_VARIABLE);
  const watch = setInterval(() => {
    if (launcher && String(Deno.ppid) !== launcher && !controller.signal.aborted) stop();
  }, LAUNCHER_MS);
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, stop);
  try {
    return await body(controller.signal);
  } catch (error) {
    throw error instanceof StoppedError ? new StoppedError(error.message + advice) : error;
  } finally {
    clearInterval(watch);
    for (const signal of signals) Deno.removeSignalListener(signal, stop);
  }
}

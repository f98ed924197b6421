/**
 * Errors that the command line handles specially: bad input, and a run that was stopped.
 *
 * @module
 */
import { visible } from "./visible.ts";

/**
 * Bad input: a file, a folder, a configuration field or an argument that cannot be used.
 *
 * The message is one line that names the file or field, says what was found and what to do. The
 * command line prints it without a stack trace and exits with code 1.
 *
 * @example
 * ```ts
 * import { InputError } from "./errors.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new InputError("--epochs: expected a positive whole number, found 0");
 * assertEquals(error.name, "InputError");
 * ```
 */
export class InputError extends Error {
  /** Tells it from other errors. */
  override readonly name = "InputError";

  /**
   * Escapes characters that would break the line.
   *
   * @param message One line; a line break in a file's name becomes `\\n`.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(visible(message), options);
  }
}

/** A file that could not be read or written: once this is fixed, the run can go on. */
export class AccessError extends InputError {}

/** A run that was stopped on request, by Ctrl-C or by its caller. Exit code 130. */
export class StoppedError extends Error {
  /** Tells it from other errors. */
  override readonly name = "StoppedError";
}

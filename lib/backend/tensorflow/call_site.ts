/**
 * Tells which line of the program called an op.
 *
 * @module
 */

/** Frames of the op's own machinery: tfjs, this folder and `compile.ts`. */
const MACHINERY = /[/\\]@tensorflow[/\\]|[/\\]backend[/\\](tensorflow[/\\]|compile\.ts)|node:|ext:/;

/** Frames that are looked at; tfjs's own come first. */
const DEPTH = 60;

/** The nearest line of the stack that is no machinery, as `folder/file.ts:12:3`. */
export function callSite(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = DEPTH;
  const { stack = "" } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  const line = stack.split("\n").slice(1).find((line) => !MACHINERY.test(line));
  return line && /((?:[^/\\\s(]+[/\\])?[^/\\\s(]+:\d+:\d+)\)?$/.exec(line)?.[1];
}

/** The graph's node that a message of TensorFlow names. */
export function nodeOf(message: string): string | undefined {
  return /\{\{node (?:\S*\/)?(\w+)\}\}/.exec(message)?.[1];
}

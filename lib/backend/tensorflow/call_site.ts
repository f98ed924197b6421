/**
 * Finds the line of the program that called an op.
 *
 * @module
 */

/** Frames of the op's own machinery: tfjs and the backend. */
const MACHINERY = /[/\\]@tensorflow[/\\]|[/\\]lib[/\\]backend[/\\]|node:|ext:/;

/** How many frames to look at; tfjs's own come first. */
const DEPTH = 60;

/** Where the program called an op, worked out only on demand. */
export class CallSite {
  /** Reading its stack for the first time turns it into text with source lines, which is slow. */
  #frames: Error | undefined;
  #line: string | undefined;

  /** Keeps the frames of the caller. */
  constructor() {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = DEPTH;
    this.#frames = new Error();
    Error.stackTraceLimit = stackTraceLimit;
  }

  /** The nearest line of the stack outside that machinery, as `folder/file.ts:12:3`. */
  get line(): string | undefined {
    if (this.#frames) {
      const frames = (this.#frames.stack ?? "").split("\n").slice(1);
      const line = frames.find((frame) => !MACHINERY.test(frame));
      this.#line = line && /((?:[^/\\\s(]+[/\\])?[^/\\\s(]+:\d+:\d+)\)?$/.exec(line)?.[1];
      this.#frames = undefined;
    }
    return this.#line;
  }

  /** `Mean (losses.ts:40:12)`. */
  of(op: string): string {
    return this.line === undefined ? op : `${op} (${this.line})`;
  }
}

/** The graph's node that a message from TensorFlow names. */
export function nodeOf(message: string): string | undefined {
  return /\{\{node (?:\S*\/)?(\w+)\}\}/.exec(message)?.[1];
}

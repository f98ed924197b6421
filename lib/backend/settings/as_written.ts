/**
 * Whether ops are recorded as they are written, or as what computes the same in less time here.
 *
 * @module
 */

let asWritten = false;

/**
 * Runs `fn` with every op as it is written. A graph that is exported has such ops: other programs know
 * how to compute them best.
 */
export function withOpsAsWritten<T>(fn: () => T): T {
  const before = asWritten;
  asWritten = true;
  try {
    return fn();
  } finally {
    asWritten = before;
  }
}

/** Whether {@linkcode withOpsAsWritten} is running. */
export function isAsWritten(): boolean {
  return asWritten;
}

/**
 * Lets signals and timers run during long synchronous work.
 *
 * @module
 */
import { StoppedError } from "../errors.ts";

/** Milliseconds of computing between two turns of the event loop. */
const INTERVAL_MS = 50;

/**
 * Makes a function to await between steps. It gives the event loop a turn at most every 50 ms (by a
 * timer: signals are not delivered on microtasks) and stops the work when the signal is aborted.
 *
 * @param signal Stops the work.
 * @param describe Says what was stopped and where, for the error.
 * @throws {StoppedError} From the returned function, once `signal` is aborted.
 */
export function yielder(
  signal: AbortSignal | undefined,
  describe: () => string,
): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last >= INTERVAL_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      last = performance.now();
    }
    if (signal?.aborted) throw new StoppedError(describe());
  };
}

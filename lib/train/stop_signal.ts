/**
 * Stopping long work from outside: the Stop button of JupyterLab, Ctrl-C in a script.
 *
 * @module
 */

let current = new AbortController();
let listening = false;

/**
 * A signal that the next interrupt aborts: Stop in JupyterLab, Ctrl-C in a script. Ask for a new one
 * for each piece of work; only the latest is aborted.
 *
 * In a notebook the cell then ends with a `StoppedError`, and the kernel keeps its state. An
 * interrupt while nothing listens does nothing there; in a script, a second interrupt ends the
 * process.
 *
 * @example
 * ```ts
 * import { stopSignal } from "./stop_signal.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const signal = stopSignal(); // for example: detector.fit(images, { seed: 0, signal })
 * assertEquals(signal.aborted, false);
 * ```
 */
export function stopSignal(): AbortSignal {
  if (!listening) Deno.addSignalListener("SIGINT", interrupt);
  listening = true;
  current = new AbortController();
  return current.signal;
}

function interrupt(): void {
  if (current.signal.aborted && !inNotebook()) Deno.exit(130);
  current.abort();
}

function inNotebook(): boolean {
  try {
    return Deno.jupyter !== undefined;
  } catch {
    return false; // outside the kernel, reading it throws
  }
}

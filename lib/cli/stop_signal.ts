/**
 * Signals while a command computes: what stops it, and what asks for a checkpoint.
 *
 * @module
 */
import { StoppedError } from "../errors.ts";
import { requestCheckpoint } from "../train/checkpoint.ts";
import { readLauncher } from "./launcher.ts";
import { note } from "./output.ts";

/** Milliseconds in which a signal that comes again is the same one, handed on by the launcher. */
const SAME_SIGNAL_MS = 300;

/** Milliseconds between two looks at whether the launcher still lives. */
const LAUNCHER_MS = 500;

/**
 * Runs `body` with a signal that Ctrl-C, SIGTERM or the end of the terminal aborts; the current step
 * ends first. A second Ctrl-C ends the process at once. The end of the launcher, which could have been
 * killed, aborts too. Under `nohup` the end of the terminal does nothing. SIGUSR1 asks for a checkpoint.
 *
 * @param advice Follows the message of what was stopped.
 * @throws {StoppedError} If the body was stopped.
 */
export async function withStopSignal<T>(
  advice: string,
  body: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const launcher = readLauncher();
  let stoppedAt = 0;
  const begin = () => {
    if (controller.signal.aborted) return;
    stoppedAt = performance.now();
    note("\nstopping after the current step …");
    controller.abort();
  };
  const stop = () => {
    const again = controller.signal.aborted && performance.now() - stoppedAt >= SAME_SIGNAL_MS;
    if (again) Deno.exit(130);
    begin();
  };
  const save = () => {
    note("\na checkpoint is written after the current training step …");
    requestCheckpoint();
  };
  // A closed terminal may be told twice, by the shell and by the system.
  const hangUp = launcher.nohup ? () => {} : begin;
  const listeners: [Deno.Signal, () => void][] = Deno.build.os === "windows"
    ? [["SIGINT", stop]]
    : [
      ["SIGINT", stop],
      ["SIGTERM", stop],
      ["SIGHUP", hangUp],
      ["SIGUSR1", save],
    ];
  const watch = setInterval(() => {
    if (launcher.pid !== undefined && Deno.ppid !== launcher.pid) begin();
  }, LAUNCHER_MS);
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  try {
    return await body(controller.signal);
  } catch (error) {
    throw error instanceof StoppedError ? new StoppedError(error.message + advice) : error;
  } finally {
    clearInterval(watch);
    for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  }
}

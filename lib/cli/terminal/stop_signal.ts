/**
 * Signals that stop a command while it computes, or ask it for a checkpoint.
 *
 * @module
 */
import { StoppedError } from "../../errors.ts";
import { requestCheckpoint } from "../../train/checkpoint_clock.ts";
import { readLauncher } from "../process/launcher.ts";
import { note } from "./output.ts";

/** Milliseconds within which a repeated signal is the same one, passed on by the launcher. */
const SAME_SIGNAL_MS = 300;

/** Milliseconds between two checks that the launcher is still alive. */
const LAUNCHER_MS = 500;

/** Asks for a checkpoint of what this process computes. */
export function saveCheckpoint(): void {
  note("\na checkpoint is written after the current step …");
  requestCheckpoint();
}

/**
 * Runs `body` with a signal that is aborted by Ctrl-C, SIGTERM, the end of the terminal, or the end
 * of the launcher, which may have been killed; the current step finishes first. A second Ctrl-C ends
 * the process at once. Under `nohup` the end of the terminal is ignored.
 *
 * @param advice Text appended to the message that says what was stopped.
 * @param options.save What SIGUSR1 asks for. Default: it says that there is nothing to save.
 * @throws {StoppedError} If the body was stopped.
 */
export async function withStopSignal<T>(
  advice: string,
  body: (signal: AbortSignal) => Promise<T>,
  { save = () => note("\nthis command writes no checkpoints") }: { readonly save?: () => void } =
    {},
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
  // A closed terminal may be signalled twice, by the shell and by the system.
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

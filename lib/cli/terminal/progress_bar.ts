/**
 * The live progress bar of the command line.
 *
 * @module
 */
import { Format, type Options, type Params, SingleBar } from "cli-progress";
import type { Progress } from "../../train/progress.ts";
import { describeProgress, phaseName } from "../../train/progress_text.ts";

export { formatDuration } from "../../train/progress_text.ts";

/** Without a terminal, a line is printed at most every 10 s. */
const LINE_INTERVAL_MS = 10_000;

/** A bar that shows {@linkcode Progress}: phase, epoch, loss, images/s, time left. */
export class ProgressBar {
  #bar: SingleBar | undefined;
  #phase: Progress["phase"] | undefined;
  #started = 0;
  #latest: Progress | undefined;
  #drawn = 0;

  /** Draws a step; a listener for everything that reports progress. */
  readonly update = (progress: Progress): void => {
    if (progress.phase !== this.#phase || progress.done < (this.#latest?.done ?? 0)) {
      this.stop();
      this.#phase = progress.phase;
      this.#started = performance.now();
      this.#bar = new SingleBar({
        format: (options, params) => {
          this.#drawn = performance.now();
          return formatLine(options, params, this.#latest!, this.#started);
        },
        hideCursor: true,
        noTTYOutput: true,
        notTTYSchedule: LINE_INTERVAL_MS,
        fps: 5,
      });
      this.#latest = progress;
      this.#drawn = performance.now();
      this.#bar.start(progress.total, progress.done);
    }
    this.#latest = progress;
    this.#bar!.update(progress.done);
    // A long computation may keep the bar's own timer from running.
    if (!Deno.stderr.isTerminal() && performance.now() - this.#drawn >= 1.5 * LINE_INTERVAL_MS) {
      this.#bar!.render();
    }
    if (progress.done === progress.total) this.stop();
  };

  /** Ends the bar and leaves its last state on the terminal. */
  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
    this.#phase = undefined;
    this.#latest = undefined;
  }
}

function formatLine(options: Options, params: Params, progress: Progress, started: number): string {
  return [
    phaseName(progress).padEnd(8),
    `[${Format.BarFormat(params.progress, { ...options, barsize: 24 })}]`,
    ...describeProgress(progress, (performance.now() - started) / 1000),
  ].join("  ");
}

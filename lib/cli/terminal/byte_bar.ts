/**
 * The progress bar of downloads.
 *
 * @module
 */
import { Format, SingleBar } from "cli-progress";

/** A progress bar in megabytes; each file gets a new one. */
export class ByteBar {
  #bar: SingleBar | undefined;
  #file = "";

  /** Shows the progress of a file. */
  readonly update = (file: string, done: number, total: number | undefined): void => {
    if (file !== this.#file) {
      this.stop();
      this.#file = file;
      this.#bar = new SingleBar({
        format: (options, { progress, value, total }) =>
          `${file}  [${Format.BarFormat(progress, { ...options, barsize: 24 })}]  ` +
          `${(value / 1e6).toFixed(1)}/${(total / 1e6).toFixed(1)} MB`,
        hideCursor: true,
        noTTYOutput: true,
        notTTYSchedule: 10_000,
        fps: 5,
      });
      this.#bar.start(total ?? done, done);
    }
    this.#bar?.setTotal(Math.max(total ?? 0, done));
    this.#bar?.update(done);
  };

  /** Removes the bar. */
  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
    this.#file = "";
  }
}

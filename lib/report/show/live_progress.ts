/**
 * Progress inside a notebook: one output that changes in place.
 *
 * @module
 */
import type { Progress, ProgressListener } from "../../train/progress.ts";
import { describeProgress, phaseName } from "../../train/progress_text.ts";
import { type Markup, markup } from "../figure/markup.ts";
import { findKernel, type Kernel, type MediaBundle } from "./kernel.ts";

/** A listener for everything that reports progress. */
export interface LiveProgress extends ProgressListener {
  /**
   * Resolves once everything reported so far is displayed. Needed only at the end of the last cell to
   * run, as in a notebook executed without a browser.
   */
  settled(): Promise<void>;
}

/** Options of {@linkcode liveProgress}. */
export interface LiveProgressOptions {
  /** Where to show progress. Default: the kernel of the notebook, if there is one. */
  readonly kernel?: Kernel;
  /** Minimum time between two updates in milliseconds. Default 200. */
  readonly interval?: number;
}

/** One phase: its latest progress, its start and its duration. */
interface Phase {
  progress: Progress;
  readonly started: number;
  seconds: number;
}

interface Row {
  readonly progress: Progress;
  readonly name: string;
  readonly text: string;
}

/**
 * Makes a listener that shows phase, epoch, loss, images/s and time left as one output of the cell,
 * updated in place. Each finished phase remains as a line.
 *
 * Outside a notebook it shows and prints nothing: the command line has its own progress bar.
 *
 * @example
 * ```ts
 * import { liveProgress } from "./live_progress.ts";
 *
 * const onProgress = liveProgress();
 * onProgress({ phase: "score", done: 8, total: 83, imagesPerSecond: 400 });
 * await onProgress.settled();
 * ```
 */
export function liveProgress(
  { kernel = findKernel(), interval = 200 }: LiveProgressOptions = {},
): LiveProgress {
  if (!kernel) return Object.assign(() => {}, { settled: () => Promise.resolve() });
  const id = `progress-${crypto.randomUUID()}`;
  const phases: Phase[] = [];
  let [shown, due] = [false, 0];
  let [waiting, sending] = [false, Promise.resolve()];

  const send = async (): Promise<void> => {
    waiting = false;
    const options = { raw: true, display_id: id, update: shown };
    shown = true;
    await kernel.display(bundle(phases), options);
  };

  const listen: ProgressListener = (progress) => {
    const now = performance.now();
    const current = phases.at(-1);
    const continues = current && progress.phase === current.progress.phase &&
      progress.done >= current.progress.done && progress.total === current.progress.total;
    if (continues) current.progress = progress;
    else phases.push({ progress, started: now, seconds: 0 });
    const phase = phases.at(-1)!;
    phase.seconds = (now - phase.started) / 1000;
    // Ends are always shown. One update at a time, of the latest state: the next one waits for it.
    if ((now < due && progress.done < progress.total) || waiting) return;
    due = now + interval;
    waiting = true;
    sending = sending.then(send);
    // A front end that is gone must not end a training; `settled` reports the error.
    sending.catch(() => {});
  };
  return Object.assign(listen, { settled: () => sending });
}

function bundle(phases: readonly Phase[]): MediaBundle {
  const rows = phases.map(({ progress, seconds }): Row => ({
    progress,
    name: phaseName(progress),
    text: describeProgress(progress, seconds).join(" · "),
  }));
  return {
    "text/html": markup`<div style="${GRID}">${rows.map(drawRow)}</div>`.text,
    "text/plain": rows.map(({ name, text }) => `${name.padEnd(8)}  ${text}`).join("\n"),
  };
}

const GRID = "display:grid;grid-template-columns:auto auto 1fr;gap:2px 12px;align-items:center";

function drawRow({ progress, name, text }: Row): Markup {
  const { done, total } = progress;
  return markup`<span>${name}</span><progress max="${total}" value="${done}" aria-label="${name}"></progress><span>${text}</span>`;
}

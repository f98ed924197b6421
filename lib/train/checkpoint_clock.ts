/**
 * When a checkpoint is due.
 *
 * @module
 */

/** Seconds between two checkpoints by default. */
export const CHECKPOINT_INTERVAL = 60;

let requests = 0;

/** Requests a checkpoint of everything that computes in this process, after its current step. */
export function requestCheckpoint(): void {
  requests++;
}

/** Says when a checkpoint is due: the last one is old enough, or one was requested. */
export class CheckpointClock {
  readonly #interval: number;
  #last = performance.now();
  #answered = requests;

  /**
   * Starts it.
   *
   * @param interval Seconds between two checkpoints.
   */
  constructor(interval = CHECKPOINT_INTERVAL) {
    this.#interval = interval;
  }

  /** Whether one is due. */
  due(): boolean {
    return this.#answered < requests || performance.now() - this.#last >= 1000 * this.#interval;
  }

  /**
   * Notes that one was written. Requests that come meanwhile ask for another.
   *
   * @param write Writes it.
   */
  async around(write: () => Promise<void>): Promise<void> {
    const asked = requests;
    await write();
    this.#last = performance.now();
    this.#answered = asked;
  }
}

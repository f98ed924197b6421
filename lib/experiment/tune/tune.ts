/**
 * Runs a tuning, round by round.
 *
 * @module
 */
import { StoppedError } from "../../errors.ts";
import { cellPaths } from "../sweep/cell_state.ts";
import { type CellProcess, sweep, type SweepEvent } from "../sweep/sweep.ts";
import { DEFAULT } from "./candidates.ts";
import { type Choice, choose } from "./choice.ts";
import { rankTrials } from "./ranking.ts";
import { type ResolvedCandidate, trainingLength, type TuneSetup } from "./setup.ts";
import { readTrial, type TrialRecord } from "./trial_record.ts";
import { listTrials, type Trial } from "./trials.ts";

/** A trial that ended. */
export type TrialEvent = SweepEvent<Trial, TrialRecord>;

/** Options of {@linkcode tune}. */
export interface TuneOptions {
  /** Folder of the trials. */
  readonly results: string;
  /** Number of processes that run side by side. */
  readonly workers: number;
  /** Starts the process of a trial. */
  readonly start: (trial: Trial) => CellProcess;
  /** Called with the trials of a round before it begins. */
  readonly onRound?: (round: number, trials: readonly Trial[]) => void;
  /** Called for every trial that has ended. */
  readonly onEnd?: (event: TrialEvent) => void;
  readonly signal?: AbortSignal;
}

/**
 * Trains all candidates briefly and the better ones longer, and chooses among the latter. Trials that
 * have a record are not repeated, so a tuning that was stopped or killed ends with the same choice. A
 * candidate that fails is left out.
 *
 * @throws {InputError} If the method's defaults fail.
 * @throws {StoppedError} If `signal` is aborted; the next call resumes it.
 */
export async function tune(setup: TuneSetup, options: TuneOptions): Promise<Choice> {
  let left = setup.candidates;
  let found: TrialRecord[] = [];
  for (const number of setup.rounds.keys()) {
    const { share, candidates } = setup.rounds[number]!;
    if (number > 0) left = survivors(left, found, candidates);
    found = await runRound(setup, number + 1, racing(left, share), options);
  }
  return choose(setup, found);
}

async function runRound(
  setup: TuneSetup,
  round: number,
  candidates: readonly ResolvedCandidate[],
  { onRound, ...options }: TuneOptions,
): Promise<TrialRecord[]> {
  const trials = await listTrials(setup, round, candidates);
  onRound?.(round, trials);
  const { stopped, done, failed } = await sweep({ ...options, cells: trials, read: readTrial });
  if (stopped) {
    throw new StoppedError(
      `stopped in round ${round}: ${done.length} of ${trials.length} trials are done; the same command ` +
        "goes on",
    );
  }
  // A candidate with one fold would be compared with the mean of two.
  const lost = trials.filter(({ id }) => failed.includes(id)).map(({ candidate }) =>
    candidate.name
  );
  const whole = trials.filter(({ candidate }) => !lost.includes(candidate.name));
  return await Promise.all(
    whole.map((trial) => readTrial(cellPaths(options.results, trial).record)),
  );
}

/**
 * The candidates that a round compares: those of other numbers of epochs only where all are trained to
 * their end, as a part of more epochs would be a longer training.
 */
function racing(
  candidates: readonly ResolvedCandidate[],
  share: number,
): readonly ResolvedCandidate[] {
  return share === 1 ? candidates : candidates.filter((own) => lastsAsDefault(own, candidates));
}

/** Whether it is trained for as long as the defaults, which come first. */
function lastsAsDefault(
  { config }: ResolvedCandidate,
  [defaults]: readonly ResolvedCandidate[],
): boolean {
  return trainingLength(config) === trainingLength(defaults!.config);
}

/**
 * The best candidates, each by its best statistic, the defaults, and those that no round has compared
 * yet, in the order of the plan.
 */
export function survivors(
  candidates: readonly ResolvedCandidate[],
  trials: readonly TrialRecord[],
  count = Infinity,
): readonly ResolvedCandidate[] {
  const ranked = [...new Set(rankTrials(trials).map(({ candidate }) => candidate))]
    .filter((name) => name !== DEFAULT);
  const kept = new Set([DEFAULT, ...ranked.slice(0, count)]);
  return candidates.filter((own) => kept.has(own.name) || !lastsAsDefault(own, candidates));
}

/**
 * Profiles, which decide how much a tuning computes.
 *
 * @module
 */

/**
 * One round: all remaining candidates are trained for the same share and scored on the same number of
 * images.
 */
export interface Round {
  /** Share of each candidate's own epochs. */
  readonly share: number;
  /** Which of the two folds are held out, each in a separate trial. */
  readonly folds: readonly (0 | 1)[];
  /** Maximum number of held-out images; each is scored as it is and once with a defect of each kind. */
  readonly images: number;
  /**
   * Number of candidates that reach this round, besides the defaults and those that are trained for
   * longer or shorter, which only a round with all epochs compares. Absent in the first: all.
   */
  readonly candidates?: number;
}

/** A profile. */
export interface TuneProfile {
  /** Description in a sentence. */
  readonly about: string;
  /** Height and width in pixels. Default: the method's or the dataset's. */
  readonly imageSize?: number;
  /** Maximum number of candidates, taken from the start of the plan. Default: all. */
  readonly trials?: number;
  /** Rounds of successive halving: few steps for all, more for those that did well. */
  readonly rounds: readonly Round[];
}

/** Names of the profiles. */
export const TUNE_PROFILES = ["smoke", "short", "full"] as const;

/** One of {@linkcode TUNE_PROFILES}. */
export type TuneProfileName = typeof TUNE_PROFILES[number];

/**
 * The profiles.
 *
 * Source of the rounds: Jamieson and Talwalkar, Non-stochastic Best Arm Identification and
 * Hyperparameter Optimization, AISTATS 2016.
 */
export const PROFILE: Readonly<Record<TuneProfileName, TuneProfile>> = {
  smoke: {
    about: "to see that it runs: three candidates, a few steps on images of 32 pixels",
    imageSize: 32,
    trials: 3,
    rounds: [
      { share: 0.01, folds: [0], images: 12 },
      { share: 0.02, folds: [0, 1], images: 12, candidates: 1 },
    ],
  },
  short: {
    about: "minutes: a tenth of the epochs for all candidates, a fifth for the best two",
    rounds: [
      { share: 0.1, folds: [0], images: 24 },
      { share: 0.2, folds: [0, 1], images: 32, candidates: 2 },
    ],
  },
  full: {
    about: "a quarter of the epochs for all candidates, all of them for the best four",
    rounds: [
      { share: 0.25, folds: [0], images: 100 },
      { share: 1, folds: [0, 1], images: 100, candidates: 4 },
    ],
  },
};

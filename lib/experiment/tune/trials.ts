/**
 * The trials of a tuning.
 *
 * @module
 */
import { graphOptions } from "../../backend/settings/graph_options.ts";
import type { Channels } from "../../data/mod.ts";
import { configHash } from "../../record/run/config_hash.ts";
import { methodIdentity } from "../../registry/plugin.ts";
import { withEpochs } from "../plan/epochs.ts";
import type { CellPlace } from "../sweep/cell_state.ts";
import { type Fold, splitTraining } from "./folds.ts";
import type { ResolvedCandidate, TuneSetup } from "./setup.ts";
import { calibrationVariants } from "./variants.ts";

/** One training with its measures: a cell of the sweep. */
export interface Trial extends CellPlace {
  readonly candidate: ResolvedCandidate;
  /** Number of the round, counted from 1. */
  readonly round: number;
  /** Share of the epochs. */
  readonly share: number;
  readonly fold: 0 | 1;
  /** The images trained on, and those scored. */
  readonly images: Fold;
  /** Fields of the configuration, with the number of epochs of the round. */
  readonly overrides: Readonly<Record<string, unknown>>;
}

/**
 * Lists the trials of one round. Everything that decides a trial's numbers is hashed into its
 * folder's name.
 *
 * @param round Number of the round, counted from 1.
 */
export async function listTrials(
  setup: TuneSetup,
  round: number,
  candidates: readonly ResolvedCandidate[],
): Promise<Trial[]> {
  const { method, dataset, seed, imageSize, fingerprint } = setup;
  const { folds, share, images: count } = setup.rounds[round - 1]!;
  const { precision } = graphOptions();
  const kinds = setup.kinds.map(({ id }) => id);
  const calibrations = calibrationVariants(imageSize);
  const trials: Trial[] = [];
  for (const fold of folds) {
    const images = splitTraining(dataset, { fold, seed, images: count });
    for (const candidate of candidates) {
      const channels = candidate.config.channels as Channels;
      const facts = { imageSize, channels, trainingImages: images.fit.length };
      const overrides = withEpochs(candidate.fields, {
        ...{ method, facts, share, times: candidate.epochs },
        source: `candidate ${candidate.name}`,
      });
      const decisive = { method, imageSize, overrides, seed, fold, precision, fingerprint, kinds };
      const hash = await configHash({
        ...decisive,
        images: count,
        calibrations,
        ...await methodIdentity(method),
      });
      const id = `round${round}/${candidate.name}/fold${fold}`;
      const folder = `${id}-${hash.slice(0, 8)}`;
      trials.push({ id, folder, candidate, round, share, fold, images, overrides });
    }
  }
  return trials;
}

/**
 * Chooses one setting for several categories by synthetic defects only.
 *
 * @module
 */
import { DEFAULT } from "../../lib/experiment/tune/candidates.ts";
import { rankTrials, rankVariants } from "../../lib/experiment/tune/ranking.ts";
import type { TuneStatistic } from "../../lib/experiment/tune/statistics.ts";
import { statisticTitle } from "../../lib/experiment/tune/text.ts";
import type { TrialRecord } from "../../lib/experiment/tune/trial_record.ts";
import { average } from "../../lib/metrics/statistics/average.ts";
import { median } from "../../lib/metrics/statistics/median.ts";
import { formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { formatPercent } from "../../lib/record/table/sheets.ts";
import { runTitle } from "../../lib/registry/naming.ts";
import { formatGain, gainOver } from "../judge/gain.ts";

/** The most that a setting for everyone may cost, as a multiple of the defaults' training time. */
const MOST = 2;

/** Times of shared machines vary: what costs as much as the defaults up to this share is no cheaper. */
const SAME_COST = 0.1;

/** A candidate over several categories. */
interface Joint {
  readonly candidate: string;
  readonly statistic: TuneStatistic;
  /** AUROC by category. */
  readonly values: readonly number[];
  readonly mean: number;
  /** Training time as a multiple of the defaults', the median over categories. */
  readonly cost: number;
}

/** Trials of one round for one method and image size, by category. */
interface Group {
  readonly title: string;
  readonly trials: ReadonlyMap<string, readonly TrialRecord[]>;
}

/** What a candidate costs in some categories, as a multiple of the defaults. */
type CostOf = (candidate: string, categories: Group["trials"]) => number;

/**
 * Lists, for each method and image size, the candidates of the first round by their mean AUROC over
 * categories, best first and each by its best statistic, as are the defaults that they are compared
 * with, and marks the one that the rule of {@linkcode chosenOf} chooses. Candidates that were trained
 * for other epochs than the defaults are left out: the longer training would win.
 */
export function formatJointChoice(trials: readonly TrialRecord[]): string[] {
  return firstRounds(trials).map((group) => formatGroup(group, timeOf));
}

/**
 * Lists the candidates that were trained for all of their epochs as {@linkcode formatJointChoice} does,
 * whatever these are. Their time follows from the epochs, as they differ in nothing else.
 */
export function formatEpochsChoice(trials: readonly TrialRecord[]): string[] {
  return groupsOf(trials.filter(({ share }) => share === 1))
    .map((group) => formatGroup(group, epochsOf));
}

/**
 * Lists numbers of epochs for all methods together, by the mean over methods on the categories that all
 * of them have: runs are compared by equal numbers, so one is chosen for all.
 */
export function formatEpochsOfAll(trials: readonly TrialRecord[]): string[] {
  const whole = trials.filter(({ share }) => share === 1);
  const bySize = Map.groupBy(whole, ({ config }) => Number(config.imageSize));
  return [...bySize].toSorted(([a], [b]) => a - b).flatMap(([imageSize, own]) => {
    const methods = [...Map.groupBy(own, ({ method }) => method)];
    const byCategory = methods.map(([, own]) => Map.groupBy(own, ({ category }) => category));
    const shared = [...byCategory[0]!.keys()].filter((category) =>
      byCategory.every((categories) => categories.has(category))
    );
    if (methods.length < 2 || shared.length < 2) return [];
    const ranked = byCategory.map((categories) =>
      rank(new Map(shared.map((category) => [category, categories.get(category)!])), epochsOf)
    );
    const joint = ranked[0]!.map((entry): Joint => {
      const alike = ranked.map((of) => of.find(({ candidate }) => candidate === entry.candidate)!);
      const values = shared.map((_, i) => average(alike.map(({ values }) => values[i]!)));
      return { ...entry, values, mean: average(values) };
    }).toSorted((a, b) => b.mean - a.mean);
    const names = methods.map(([method]) => runTitle({ method })).join(", ");
    return [
      `${names} together, ${imageSize} pixels, ${shared.join(", ")}:\n\n${formatJoint(joint)}`,
    ];
  });
}

function formatJoint(joint: readonly Joint[]): string {
  const chosen = chosenOf(joint);
  const defaults = joint.find(({ candidate }) => candidate === DEFAULT)!;
  const rows = joint.map((entry) => [
    entry === chosen ? `**${entry.candidate}**` : entry.candidate,
    formatPercent(entry.mean),
    entry.candidate === DEFAULT ? "–" : formatGain(entry.values, defaults.values),
    `${entry.cost.toFixed(1)}×`,
  ]);
  return formatGrid(["Candidate", "synthetic AUROC", "minus the defaults", "training time"], rows);
}

function formatGroup({ title, trials }: Group, costOf: CostOf): string {
  const joint = rank(trials, costOf);
  const chosen = chosenOf(joint);
  const defaults = joint.find(({ candidate }) => candidate === DEFAULT)!;
  const head = [
    "Candidate",
    "statistic",
    "synthetic AUROC",
    "minus the defaults",
    "training time",
  ];
  const rows = joint.map((entry) => [
    entry === chosen ? `**${entry.candidate}**` : entry.candidate,
    ...[statisticTitle(entry.statistic), formatPercent(entry.mean)],
    entry.candidate === DEFAULT ? "–" : formatGain(entry.values, defaults.values),
    `${entry.cost.toFixed(1)}×`,
  ]);
  return `${title}\n\n${formatGrid(head, rows)}`;
}

/**
 * Lists the variants of the calibration of the candidate chosen for several categories as
 * {@linkcode formatJointChoice} lists candidates; the differences are from the default variant. All
 * cost the same, so only one whose whole interval is above 0 replaces it.
 */
export function formatJointVariants(trials: readonly TrialRecord[]): string[] {
  return firstRounds(trials).flatMap(({ title, trials }) => {
    const { candidate } = chosenOf(rank(trials, timeOf));
    const ranked = [...trials.values()].map((own) =>
      rankVariants(own.filter((trial) => trial.candidate === candidate))
    );
    const first = trials.values().next().value!.find((trial) => trial.candidate === candidate)!;
    const names = Object.keys(first.measures[0]?.variants ?? {});
    const of = (name: string) =>
      ranked.flatMap((own) => own.find((entry) => entry.candidate === name)?.auroc ?? []);
    const usual = names[0];
    if (usual === undefined) return [];
    const variants = names
      .map((name) => ({ name, values: of(name) }))
      .filter(({ values }) => values.length === trials.size)
      .toSorted((a, b) => average(b.values) - average(a.values));
    const better = variants.find(({ values }) => gainOver(values, of(usual)).interval!.low > 0);
    const chosen = better?.name ?? usual;
    const rows = variants.map(({ name, values }) => [
      ...[name === chosen ? `**${name}**` : name, formatPercent(average(values))],
      name === usual ? "–" : formatGain(values, of(usual)),
    ]);
    const grid = formatGrid(["Variant", "synthetic AUROC", "minus the default"], rows);
    return [`Calibration of ${candidate}. ${title}\n\n${grid}`];
  });
}

/** The first rounds, which have all candidates; of these, those that had the defaults' epochs. */
function firstRounds(trials: readonly TrialRecord[]): Group[] {
  return groupsOf(trials.filter(({ round }) => round === 1))
    .map(({ title, trials }) => ({
      title,
      trials: new Map([...trials].map(([category, own]) => [category, alikeIn(own)])),
    }));
}

function groupsOf(trials: readonly TrialRecord[]): Group[] {
  const alike = Map.groupBy(trials, ({ method, config }) => `${method} ${config.imageSize}`);
  return [...alike.values()].flatMap((own) => {
    const categories = Map.groupBy(own, ({ category }) => category);
    if (categories.size < 2) return [];
    return [{ title: titleOf(own, [...categories.keys()]), trials: categories }];
  });
}

/** What was tuned on what, and by how much training: a trial is a part of one. */
function titleOf(trials: readonly TrialRecord[], categories: readonly string[]): string {
  const { method, config: { imageSize }, share, seed } = trials[0]!;
  const folds = new Set(trials.map(({ fold }) => fold)).size;
  const images = [...new Set(trials.map(({ images }) => images.heldOut))].sort((a, b) => a - b);
  const count = images.length === 1 ? `${images[0]}` : `${images[0]} to ${images.at(-1)}`;
  const half = folds === 1 ? "one half" : "each half";
  return `${runTitle({ method })}, ${imageSize} pixels, ${categories.join(", ")}; ` +
    `${
      Math.round(100 * share)
    } % of the epochs, ${half} held out, ${count} images of it, seed ${seed}:`;
}

/** The trials that had as many epochs as the defaults. */
function alikeIn(trials: readonly TrialRecord[]): TrialRecord[] {
  const epochs = trials.find(({ candidate }) => candidate === DEFAULT)?.config.epochs;
  return trials.filter(({ config }) => config.epochs === epochs);
}

/** Every candidate that all categories have, by its best statistic; best first. */
function rank(categories: Group["trials"], costOf: CostOf): Joint[] {
  const byName = new Map<string, number[]>();
  for (const trials of categories.values()) {
    for (const { candidate, statistic, auroc } of rankTrials(trials)) {
      const name = JSON.stringify([candidate, statistic]);
      byName.set(name, [...byName.get(name) ?? [], auroc]);
    }
  }
  const entries = [...byName]
    .filter(([, values]) => values.length === categories.size)
    .map(([name, values]) => {
      const [candidate, statistic] = JSON.parse(name) as [string, TuneStatistic];
      const cost = costOf(candidate, categories);
      return { candidate, statistic, values, mean: average(values), cost };
    })
    .toSorted((a, b) => b.mean - a.mean);
  return entries.filter((entry, i) =>
    entries.findIndex(({ candidate }) => candidate === entry.candidate) === i
  );
}

/** The time of training: the median, as a machine that did other work in between makes single times long. */
function timeOf(candidate: string, categories: Group["trials"]): number {
  return median([...categories.values()].map((trials) => {
    const seconds = (name: string) =>
      average(
        trials.filter((trial) => trial.candidate === name).map((trial) => trial.seconds.training),
      );
    return seconds(candidate) / seconds(DEFAULT);
  }));
}

/** The number of epochs. */
function epochsOf(candidate: string, categories: Group["trials"]): number {
  return median([...categories.values()].map((trials) => {
    const epochs = (name: string) =>
      Number(trials.find((trial) => trial.candidate === name)!.config.epochs);
    return epochs(candidate) / epochs(DEFAULT);
  }));
}

/**
 * The best of those that may replace the defaults, if any, else the defaults: a candidate may if the
 * whole 95 % interval of its gain over categories is above 0 and it takes at most twice the training
 * time, or if its mean is higher and it takes less time by more than a tenth.
 *
 * @param joint Best first; the defaults are among them.
 */
function chosenOf(joint: readonly Joint[]): Joint {
  const defaults = joint.find(({ candidate }) => candidate === DEFAULT)!;
  return joint.find((entry) =>
    entry.mean > defaults.mean &&
    (entry.cost < 1 - SAME_COST ||
      entry.cost <= MOST && gainOver(entry.values, defaults.values).interval!.low > 0)
  ) ?? defaults;
}

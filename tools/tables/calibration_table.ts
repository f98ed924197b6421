/**
 * Formats what the calibration changes, for docs/tables.
 *
 * @module
 */
import { imageMetrics, leavesErrors, type ScoreName } from "../../lib/record/compare/statistic.ts";
import type { PixelMetrics, RunRecord } from "../../lib/record/run/record.ts";
import { formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { runOutcomes, untrainedCategories } from "../../lib/record/table/outcomes.ts";
import {
  type Outcome,
  pairOutcomes,
  type PairSummary,
  summarizePairs,
} from "../../lib/record/table/pairs.ts";
import { formatDifference, formatSpread } from "../../lib/record/table/sheets.ts";
import { summarize } from "../../lib/record/table/statistics.ts";
import { runName } from "../../lib/registry/naming.ts";
import { formatPairs } from "../judge/difference.ts";
import { marksOf } from "./cell_text.ts";
import { byMethod } from "./method_order.ts";

/** A method by its name, `ae` or `ae[bottleneck]`, scored in one way. */
type Scored = readonly [method: string, score: ScoreName];

/**
 * The distance from the AE's own score to the calibrated DAAD, in two ways to go: first the memory,
 * then the calibration, and the other way round.
 */
const STEPS: readonly (readonly [title: string, to: Scored, from: Scored])[] = [
  ["the memory: DAAD − AE, own scores", ["daad", "own"], ["ae", "own"]],
  ["then the calibration: DAAD, calibrated − own score", ["daad", "calibrated"], ["daad", "own"]],
  ["the calibration: AE, calibrated − own score", ["ae", "calibrated"], ["ae", "own"]],
  ["then the memory: DAAD − AE, calibrated", ["daad", "calibrated"], ["ae", "calibrated"]],
  ["both: DAAD, calibrated − AE, own score", ["daad", "calibrated"], ["ae", "own"]],
];

/** A data set and the title of its column. */
type Columns = readonly { readonly title: string; readonly dataset: string }[];

/**
 * Formats, for each method and data set, how much higher the image AUROC of the same run is by the
 * calibrated score than by the method's own, in points, with its 95 % interval over categories. Runs
 * whose calibration leaves errors as they are have no such gain.
 */
export function formatGains(columns: Columns, records: readonly RunRecord[]): string {
  return formatDifferencesOf(
    "Calibrated − own score",
    columns,
    byMethod(records.filter((run) => !leavesErrors(run))).map(([title, runs]) => ({
      title,
      to: [runs, "calibrated"],
      from: [runs, "own"],
    })),
  );
}

/**
 * Formats the steps from the AE's own score to the calibrated DAAD, in points of image AUROC; all over
 * the same runs, so that they add up.
 */
export function formatSteps(columns: Columns, records: readonly RunRecord[]): string {
  const shared = sharedRuns(records);
  return formatDifferencesOf(
    "Step",
    columns,
    STEPS.map(([title, [to, score], [from, reference]]) => ({
      title,
      to: [runsOf(shared, to), score],
      from: [runsOf(shared, from), reference],
    })),
  );
}

/**
 * Says in a paragraph how much of the way the memory goes, and how much the calibration; empty where
 * no data set has all steps.
 */
export function describeSteps(columns: Columns, records: readonly RunRecord[]): string {
  const shared = sharedRuns(records);
  const sentences = columns.flatMap(({ title, dataset }) => {
    const steps = STEPS.map(([, [to, score], [from, reference]]) =>
      differenceIn(dataset, [runsOf(shared, to), score], [runsOf(shared, from), reference])
    );
    const [memory, , calibration, memoryAfter, both] = steps.map((step) =>
      step && formatDifference(step.mean, step.interval)
    );
    if (!memory || !calibration || !memoryAfter || !both) return [];
    const { pairs } = steps[0]!;
    return [
      `On ${
        title.split(",")[0]
      } it is ${both} points (${pairs} pairs of runs): DAAD in place of the AE, ` +
      `by own scores, brings ${memory}, the calibration of the AE ${calibration}, and DAAD in place of ` +
      `the calibrated AE ${memoryAfter}.`,
    ];
  });
  return sentences.length === 0
    ? ""
    : ["How far is it from the AE's own score to the calibrated DAAD?", ...sentences].join(" ");
}

function runsOf(records: readonly RunRecord[], name: string): readonly RunRecord[] {
  return records.filter((run) => runName(run) === name);
}

/**
 * Runs of the methods of the steps that the others have, too, with a calibrated score. A category in
 * which one of them has learnt nothing is left out with all seeds.
 */
function sharedRuns(records: readonly RunRecord[]): readonly RunRecord[] {
  const names = [...new Set(STEPS.flatMap(([, [to], [from]]) => [to, from]))];
  const own = records.filter((run) =>
    names.includes(runName(run)) && imageMetrics(run, "calibrated")
  );
  const trained = [
    ...Map.groupBy(own, ({ dataset, protocol }) => `${dataset} ${protocol}`).values(),
  ]
    .flatMap((runs) => {
      const untrained = untrainedCategories(runs);
      return runs.filter(({ category }) => !untrained.has(category));
    });
  const places = Map.groupBy(
    trained,
    ({ dataset, protocol, category, seed, epochs, config, data }) =>
      JSON.stringify([
        dataset,
        protocol,
        category,
        seed,
        epochs,
        config.imageSize,
        data.fingerprint,
      ]),
  );
  return [...places.values()]
    .filter((runs) => new Set(runs.map(runName)).size === names.length)
    .flat();
}

/**
 * Formats the pixel AUROC and the PRO of each method and category in percent, by its own map and by
 * the calibrated one; runs without masks are left out.
 */
export function formatPixels(records: readonly RunRecord[]): string {
  const masked = records.filter((run) =>
    run.statistics?.calibrated?.pixelAuroc && !leavesErrors(run)
  );
  const categories = [...new Set(masked.map(({ category }) => category))].toSorted();
  const groups = categories.flatMap((category) =>
    byMethod(masked.filter((run) => run.category === category))
  );
  return formatGrid(
    ["Category", "Method", "Runs", "Pixel AUROC", "calibrated", "PRO", "calibrated"],
    groups.map(([title, runs]) => {
      const spread = (score: ScoreName, of: (metrics: PixelMetrics) => number | undefined) => {
        const values = runs.flatMap((run) => of(imageMetrics(run, score)!) ?? []);
        return values.length === 0 ? "" : formatSpread(summarize(values));
      };
      const both = (of: (metrics: PixelMetrics) => number | undefined) =>
        (["own", "calibrated"] as const).map((score) => spread(score, of));
      return [
        ...[runs[0]!.category + marksOf(runs), title, String(runs.length)],
        ...both(({ pixelAuroc }) => pixelAuroc?.value),
        ...both(({ pixelPro }) => pixelPro),
      ];
    }),
  );
}

function formatDifferencesOf(
  head: string,
  columns: Columns,
  rows: readonly {
    readonly title: string;
    readonly to: readonly [readonly RunRecord[], ScoreName];
    readonly from: readonly [readonly RunRecord[], ScoreName];
  }[],
): string {
  const cells = rows.map(({ title, to, from }) => [
    title,
    ...columns.map(({ dataset }) => {
      const difference = differenceIn(dataset, to, from);
      return difference ? formatPairs(difference) : "";
    }),
  ]);
  return formatGrid(
    [head, ...columns.map(({ title }) => title)],
    cells.filter(([, ...found]) => found.some((cell) => cell !== "")),
  );
}

/** The mean difference of pairs on a data set, with its interval over categories. */
function differenceIn(
  dataset: string,
  [after, score]: readonly [readonly RunRecord[], ScoreName],
  [before, reference]: readonly [readonly RunRecord[], ScoreName],
): PairSummary | undefined {
  const [to, from] = [outcomes(after, dataset, score), outcomes(before, dataset, reference)];
  return summarizePairs(pairOutcomes(to, from), "categories");
}

/** Outcomes whose score is left open: here it is the score that is compared. */
function outcomes(runs: readonly RunRecord[], dataset: string, score: ScoreName): Outcome[] {
  return runOutcomes(
    runs.filter((run) => run.dataset === dataset && run.protocol === "one-class"),
    score,
  ).map(({ scoredBy: _, ...outcome }) => outcome);
}

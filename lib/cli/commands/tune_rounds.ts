/**
 * Runs the rounds of `daad tune` and prints their results.
 *
 * @module
 */
import { commandLine } from "../../experiment/provenance/command_line.ts";
import type { Choice } from "../../experiment/tune/choice.ts";
import { keepChoice } from "../../experiment/tune/folder.ts";
import { rankTrials } from "../../experiment/tune/ranking.ts";
import type { TuneSetup } from "../../experiment/tune/setup.ts";
import { type TrialEvent, tune } from "../../experiment/tune/tune.ts";
import { formatDuration } from "../../train/progress_text.ts";
import { repeatedOptions } from "../options/compute.ts";
import type { TuneOptions } from "../options/tune_options.ts";
import { note, print } from "../terminal/output.ts";
import { withStopSignal } from "../terminal/stop_signal.ts";
import {
  cellCommand,
  computeArguments,
  option,
  saveCells,
  startCellProcess,
} from "./cell_process.ts";

/** Runs all trials without a record, and writes the choice. */
export async function runRounds(setup: TuneSetup, options: TuneOptions): Promise<void> {
  const { out, workers } = options;
  const command = cellCommand(trialArguments(options));
  let [ended, all] = [0, 0];
  const choice = await withStopSignal("", (signal) =>
    tune(setup, {
      ...{ results: out, workers, signal },
      start: (trial) => startCellProcess([...command, "--trial", trial.id], workers),
      onRound: (round, trials) => {
        [ended, all] = [0, trials.length];
        note(`round ${round} of ${setup.rounds.length}: ${all} trials`);
      },
      onEnd: (event) => print(`[${++ended}/${all}] ${describeEnd(event)}`),
    }), { save: saveCells });
  const text = await keepChoice(out, choice);
  print();
  print(text);
  print(nextCommand(setup, choice, options));
}

/** The arguments that decide the trials, written out. */
function trialArguments(options: TuneOptions): string[] {
  return [
    ...["tune", "--method", options.method, "--profile", options.profile],
    ...option("data", options.data),
    ...option("class", options.class),
    ...option("protocol", options.protocol),
    ...option("normal", options.normal),
    ...option("train-images", options.trainImages),
    ...option("holdout", options.holdout),
    ...option("max-pixels", options.maxPixels),
    ...option("plan", options.plan),
    ...option("trials", options.trials),
    ...option("image-size", options.imageSize),
    ...option("seed", options.seed),
    ...option("out", options.out),
    ...option("checkpoint-every", options.checkpointEvery),
    ...computeArguments(options),
  ];
}

function describeEnd({ cell, record, failure }: TrialEvent): string {
  if (!record) return `${cell.id}: failed, left out: ${failure?.reason}`;
  const [best] = rankTrials([record]);
  const found = best ? `AUROC ${(100 * best.auroc).toFixed(1)}` : "no defect can be seen";
  return `${cell.id}: ${found}, ${formatDuration(record.seconds.total)}`;
}

function nextCommand(
  { method, dataset }: TuneSetup,
  { verdict, chosen, calibration }: Choice,
  options: TuneOptions,
): string {
  const { out } = options;
  const train = commandLine("train", {
    ...dataset.choice,
    method,
    config: `${out}/chosen.json`,
    calibration: calibration && `${out}/calibration.json`,
    ...repeatedOptions(options),
    out: `${out}/run`,
  });
  const file = verdict === "same" ? "the defaults" : "the choice";
  const score = chosen.statistic === "calibrated" ? "; score with: --score calibrated" : "";
  return `${file} in ${out}/chosen.json; train with: ${train}${score}`;
}

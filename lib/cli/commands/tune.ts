/**
 * `daad tune`: chooses settings by synthetic defects on normal images.
 *
 * @module
 */
import { Command, Option } from "commander";
import { openTraining, requireReadable } from "../../data/mod.ts";
import type { RunContext } from "../../detector/machine/run_context.ts";
import { cellFailure } from "../../experiment/sweep/claim_cell.ts";
import { parseCandidates, requireCandidates } from "../../experiment/tune/candidates.ts";
import { keptDataFacts } from "../../experiment/tune/data_facts.ts";
import { beginTuning, showDefects } from "../../experiment/tune/folder.ts";
import { PROFILE, TUNE_PROFILES } from "../../experiment/tune/profile.ts";
import { runTrial } from "../../experiment/tune/run_trial.ts";
import { prepareTuning, type TuneSetup } from "../../experiment/tune/setup.ts";
import { listTrials } from "../../experiment/tune/trials.ts";
import { findMethod } from "../../registry/registry.ts";
import { CHECKPOINT_INTERVAL } from "../../train/checkpoint_clock.ts";
import { visible } from "../../visible.ts";
import { addComputeOptions, startBackend } from "../options/compute.ts";
import { addTrainingOptions } from "../options/data_options.ts";
import { readConfig, shareBelowOne, wholeNumber } from "../options/options.ts";
import type { TuneOptions } from "../options/tune_options.ts";
import { note, print } from "../terminal/output.ts";
import { saveCheckpoint, withStopSignal } from "../terminal/stop_signal.ts";
import { runRounds } from "./tune_rounds.ts";

/** The command. */
export function tuneCommand(): Command {
  const command = new Command("tune")
    .description("chooses a method's settings by synthetic defects on normal training images")
    .option("--data <dir>", "as of train; no test image is looked at");
  addTrainingOptions(command)
    .option(
      "--holdout <share>",
      "the share that train will set aside by the same option; those images are not looked at",
      shareBelowOne,
    )
    .option("--method <id>", "method (daad doctor lists them)", "daad")
    .option("--plan <file>", "JSON file with the candidates; without, the method's own")
    .addOption(
      new Option("--profile <name>", "how much to compute").choices(TUNE_PROFILES).default("short"),
    )
    .option("--trials <n>", "candidates at most, the first of the plan", wholeNumber(2))
    .option("--image-size <n>", "height and width in pixels, as of train", wholeNumber(8))
    .option("--seed <n>", "folds, defects and trainings", wholeNumber(0, 2 ** 32 - 1), 0)
    .requiredOption("--out <dir>", "folder to write to; what is done in it is not done again")
    .option("--workers <n>", "processes at a time", wholeNumber(1, 1024), 1)
    .option(
      "--checkpoint-every <seconds>",
      "time between two checkpoints of a trial",
      wholeNumber(0),
      CHECKPOINT_INTERVAL,
    )
    .option("--defects", "only draw OUT/defects.png: a row of each kind of defect, to be looked at")
    .addOption(new Option("--trial <id>", "run this one here").hideHelp());
  return addComputeOptions(command).action((options: TuneOptions) => {
    if (options.data === undefined && options.normal === undefined) {
      command.error("error: name the data with --data <dir>, or with --normal <path...>");
    }
    return tuneData(options);
  });
}

async function tuneData(options: TuneOptions): Promise<void> {
  const { method: name, imageSize, trials, seed, out } = options;
  const method = findMethod(name).id;
  const { plan } = options;
  if (plan === undefined) requireCandidates(method);
  const candidates = plan === undefined ? undefined : parseCandidates(await readConfig(plan), plan);
  const dataset = await openTraining(options);
  const profile = PROFILE[options.profile];
  // Of a trial the command that started it has seen to that.
  if (options.trial === undefined) await requireReadable(dataset);
  const context = await startBackend(options);
  const facts = options.trial === undefined ? undefined : await keptDataFacts(out, dataset);
  const setup = await prepareTuning(dataset, {
    ...{ method, candidates, profile, imageSize, trials, seed, facts },
  });
  if (options.trial !== undefined) return await runOne(setup, options, context);
  for (const warning of dataset.warnings) note(`warning: ${visible(warning)}`);
  if (options.defects) {
    return print(`${await showDefects(out, setup)}: synthetic defects and their masks`);
  }
  await beginTuning(out, setup);
  note(`profile ${options.profile}: ${profile.about}`);
  for (const [candidate, reason] of setup.leftOut) note(`${candidate}: left out: ${reason}`);
  await runRounds(setup, options);
}

/** Runs one trial in this process. */
async function runOne(
  setup: TuneSetup,
  options: TuneOptions,
  context: RunContext,
): Promise<void> {
  const round = Number(/^round(\d+)/.exec(options.trial!)?.[1]);
  const trials = await listTrials(setup, round, setup.candidates);
  const trial = trials.find(({ id }) => id === options.trial);
  if (!trial) throw new RangeError(`No trial ${options.trial} in this tuning`);
  const end = await withStopSignal(
    "; the tuning goes on from there",
    (signal) =>
      runTrial(options.out, setup, trial, {
        ...{ context, signal },
        checkpointInterval: options.checkpointEvery,
      }),
    { save: saveCheckpoint },
  );
  if (end === "busy") note(`${trial.id}: another process has it`);
  if (end === "failed") throw await cellFailure(options.out, trial);
}

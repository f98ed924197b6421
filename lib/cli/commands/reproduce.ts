/**
 * `daad reproduce`: runs a table or figure of the paper, cell by cell.
 *
 * @module
 */
import { Argument, Command, Option } from "commander";
import { InputError, StoppedError } from "../../errors.ts";
import { type Cell, listCells } from "../../experiment/plan/cells.ts";
import { type Plan, PROFILES } from "../../experiment/plan/plan.ts";
import { formatCells, formatEstimate } from "../../experiment/plan/plan_summary.ts";
import { findPlan, PLANS } from "../../experiment/plan/plans.ts";
import { KEPT_RESULTS } from "../../experiment/plan/stored.ts";
import { cellFailure } from "../../experiment/sweep/claim_cell.ts";
import { cellNeeds, runCell } from "../../experiment/sweep/run_cell.ts";
import { requireSameData } from "../../experiment/sweep/same_data.ts";
import { formatStatus, readStatus } from "../../experiment/sweep/status.ts";
import { sweep, type SweepEvent } from "../../experiment/sweep/sweep.ts";
import {
  imageMetrics,
  isTrained,
  SCORE_TITLES,
  type ScoreName,
} from "../../record/compare/statistic.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { readRecord } from "../../record/run/record_file.ts";
import { readRecords } from "../../record/table/read.ts";
import { CHECKPOINT_INTERVAL } from "../../train/checkpoint_clock.ts";
import { formatDuration } from "../../train/progress_text.ts";
import { addComputeOptions, startBackend } from "../options/compute.ts";
import { commaList, wholeNumber, wholeNumbers } from "../options/options.ts";
import type { ReproduceOptions } from "../options/reproduce_options.ts";
import { scoreOption } from "../options/score_option.ts";
import { note, print } from "../terminal/output.ts";
import { saveCheckpoint, withStopSignal } from "../terminal/stop_signal.ts";
import { cellArguments, saveCells, startCellProcess } from "./cell_process.ts";
import { submitToSlurm } from "./slurm.ts";

/** The command. */
export function reproduceCommand(): Command {
  const command = new Command("reproduce")
    .description("runs a table or figure of the paper; what is done is never done again")
    .addArgument(new Argument("<table>").choices(PLANS.map(({ id }) => id)))
    .addOption(
      new Option("--profile <name>", "how much to compute").choices(PROFILES).default("cpu"),
    )
    .option("--methods <ids...>", "some of the plan's methods or variants", commaList)
    .option("--categories <names...>", "some of its categories or classes", commaList)
    .option(
      "--seeds <numbers...>",
      "training seeds (the profile's)",
      wholeNumbers(0, 2 ** 32 - 1),
    )
    .option("--data <dir>", "folder of the dataset (data/downloads/…)")
    .option("--results <dir>", "folder of all results", "runs/results")
    .addOption(scoreOption())
    .option("--workers <n>", "processes at a time, between which threads are divided", count, 1)
    .option(
      "--checkpoint-every <seconds>",
      "time between two checkpoints of a run",
      wholeNumber(0),
      CHECKPOINT_INTERVAL,
    )
    .option("--models", "keep each run's model too; a run that is done without one is run again")
    .option("--dry-run", "print the plan and what is left of it")
    .option("--status", "print what is done, running, failed and left")
    .option("--slurm", "submit what is left to a Slurm cluster that shares this folder")
    .option("--partition <name>", "for --slurm")
    .option("--gres <list>", "for --slurm, for example gpu:1")
    .option("--time <limit>", "for --slurm: time limit of a run; it goes on when submitted again")
    .addOption(new Option("--cell <id>", "run this one here").hideHelp());
  return addComputeOptions(command).action((table: string, options: ReproduceOptions) => {
    // Where --status or --dry-run took the place of --slurm, the rest of the command may stay.
    const submits = options.slurm || options.status || options.dryRun;
    for (const name of ["partition", "gres", "time"] as const) {
      if (options[name] === undefined || submits) continue;
      command.error(`error: --${name}: only with --slurm; add it, or leave the option out`);
    }
    return reproduce(findPlan(table), options);
  });
}

const count = wholeNumber(1, 1024);

async function reproduce(plan: Plan, options: ReproduceOptions): Promise<void> {
  const cells = await listCells(plan, options);
  const results = `${options.results}/${plan.id}/${options.profile}`;
  if (options.cell !== undefined) return await runOne(results, cells, options);
  const status = () => readStatus(results, cells, cellNeeds(options.models));
  if (options.dryRun || options.status) {
    if (options.dryRun) await printPlan(plan, cells, options);
    return print(formatStatus(await status(), options.workers));
  }
  await requireSameData(results, cells);
  const args = cellArguments(plan.id, options);
  if (options.slurm) {
    const left = (await status()).filter(({ state }) =>
      state.is === "open" || state.is === "failed"
    );
    return print(await submitToSlurm(left.map(({ cell }) => cell), results, args, options));
  }
  note(`${plan.title}, profile ${options.profile}: ${plan.profiles[options.profile].about}`);
  note(formatStatus(await status(), options.workers));
  return await runAll(results, cells, args, options);
}

/** Runs one cell in this process, for a sweep or a cluster. */
async function runOne(
  results: string,
  cells: readonly Cell[],
  options: ReproduceOptions,
): Promise<void> {
  const cell = cells.find(({ id }) => id === options.cell);
  if (!cell) throw new RangeError(`No cell ${options.cell} in this plan`);
  const context = await startBackend(options);
  const end = await withStopSignal(
    "; the sweep goes on from there",
    (signal) =>
      runCell(results, cell, {
        ...{ context, signal, needsModel: options.models },
        checkpointInterval: options.checkpointEvery,
      }),
    { save: saveCheckpoint },
  );
  if (end === "busy") note(`${cell.id}: another process has it`);
  if (end === "failed") throw await cellFailure(results, cell);
}

async function runAll(
  results: string,
  cells: readonly Cell[],
  args: readonly string[],
  options: ReproduceOptions,
): Promise<void> {
  let ended = 0;
  const backends = new Set<string>();
  const onBackend = (line: string) => {
    if (!backends.has(line)) note(line);
    backends.add(line);
  };
  const { done, failed, stopped } = await withStopSignal("", (signal) =>
    sweep({
      cells,
      results,
      read: readRecord,
      needs: cellNeeds(options.models),
      workers: options.workers,
      signal,
      start: (cell) => startCellProcess([...args, "--cell", cell.id], options.workers, onBackend),
      onEnd: (event) => print(describeEnd(event, ++ended, cells.length, options.score)),
    }), { save: saveCells });
  if (stopped) {
    throw new StoppedError(
      `stopped: ${done.length} of ${cells.length} runs are done; the same command goes on`,
    );
  }
  print(`${done.length} of ${cells.length} runs are done; records below ${results}`);
  if (failed.length > 0) {
    throw new InputError(`${failed.length} of ${cells.length} runs failed; --status says why`);
  }
}

function describeEnd(
  { cell, record, failure }: SweepEvent<Cell, RunRecord>,
  ended: number,
  all: number,
  score: ScoreName,
): string {
  const what = record
    ? `${describeAuroc(record, score)}, ${formatDuration(record.seconds.total)}`
    : `failed: ${failure?.reason}`;
  return `[${String(ended).padStart(String(all).length)}/${all}] ${cell.id}: ${what}`;
}

function describeAuroc(record: RunRecord, score: ScoreName): string {
  const auroc = imageMetrics(record, score)?.imageAuroc;
  const by = score === "own" ? "" : ` by ${SCORE_TITLES[score]}`;
  return auroc
    ? `image AUROC${by} ${auroc.value.toFixed(3)}${isTrained(record) ? "" : ", not trained"}`
    : `no image AUROC${by}`;
}

async function printPlan(
  plan: Plan,
  cells: readonly Cell[],
  { profile, precision, workers }: ReproduceOptions,
): Promise<void> {
  print(`${plan.title}, profile ${profile}: ${plan.profiles[profile].about}`);
  print(`arithmetic: ${precision}`);
  for (const line of formatCells(cells)) print(line);
  const records = (await readRecords(KEPT_RESULTS)).found.map(({ record }) => record);
  const estimate = await formatEstimate(cells, plan.dataset, records, workers);
  if (estimate !== undefined) print(estimate);
}

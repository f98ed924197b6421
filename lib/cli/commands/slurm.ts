/**
 * Submits the open cells of a plan to an existing Slurm cluster.
 *
 * @module
 */
import { PROJECT_ROOT } from "../../backend/backend.ts";
import { InputError } from "../../errors.ts";
import type { Cell } from "../../experiment/plan/cells.ts";
import { LAUNCHER_VARIABLE } from "../process/launcher.ts";
import { spawnPiped } from "../process/piped.ts";

/** Options passed to `sbatch` unchanged. */
export interface SlurmOptions {
  readonly partition?: string;
  readonly gres?: string;
  readonly time?: string;
}

/**
 * Submits cells as one job array.
 *
 * The cluster sends SIGTERM before it ends a job at its time limit: the cell then writes a
 * checkpoint, from which the next submission resumes. A requeued or duplicate job finds the cell done
 * or taken and ends at once.
 *
 * @param cells The cells to run.
 * @param results Folder of the plan's results, shared by all machines.
 * @param args Arguments of Deno for a cell, without `--cell ID`.
 * @returns A message for the user about what was submitted.
 * @throws {InputError} If there is no Slurm, or it refuses the job.
 */
export async function submitToSlurm(
  cells: readonly Cell[],
  results: string,
  args: readonly string[],
  { partition, gres, time }: SlurmOptions,
): Promise<string> {
  if (cells.length === 0) return "nothing is left to submit";
  const logs = `${results}/slurm`;
  await Deno.mkdir(logs, { recursive: true });
  const script = jobScript(cells.map(({ id }) => id), args);
  const name = cells[0]!.choice.data ?? "daad";
  const options = [
    "--parsable",
    `--job-name=daad-${name.split("/").at(-1)}`,
    `--array=0-${cells.length - 1}`,
    `--chdir=${PROJECT_ROOT}`,
    `--export=ALL,${LAUNCHER_VARIABLE}=`, // the cluster starts it, not this command's launcher
    `--output=${await Deno.realPath(logs)}/%A_%a.log`,
    ...(partition ? [`--partition=${partition}`] : []),
    ...(gres ? [`--gres=${gres}`] : []),
    ...(time ? [`--time=${time}`] : []),
  ];
  const answer = await sbatch(options, script);
  return `submitted ${cells.length} runs as job array ${answer}; the same command with --status ` +
    `instead of --slurm reads how far they are; logs in ${logs}`;
}

/** A shell script that runs the cell of its array index; `exec` lets signals reach it. */
function jobScript(ids: readonly string[], args: readonly string[]): string {
  return [
    "#!/bin/sh",
    `set -- ${ids.map(quote).join(" ")}`,
    'shift "$SLURM_ARRAY_TASK_ID"',
    `exec ${[Deno.execPath(), ...args].map(quote).join(" ")} --cell "$1"`,
    "",
  ].join("\n");
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

async function sbatch(options: readonly string[], script: string): Promise<string> {
  const process = spawnPiped(
    "sbatch",
    options,
    "--slurm: no sbatch on this machine; run it where Slurm is installed",
  );
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(script)).then(() => writer.close(), () => {});
  const { code, stdout, stderr } = await process.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  if (code !== 0) throw new InputError(`--slurm: ${text(stderr).split("\n").join("; ")}`);
  return text(stdout);
}

/**
 * `daad figure`: figures of the paper from records.
 *
 * @module
 */
import { Argument, Command, Option } from "commander";
import { readDownsampling } from "../experiment/downsampling.ts";
import { PROFILES } from "../experiment/plan/plan.ts";
import { plotDownsampling, saveFigure } from "../report/mod.ts";
import { visible } from "../visible.ts";
import { note, print } from "./output.ts";

interface FigureOptions {
  profile: string;
  results: string;
  out: string;
  format: "svg" | "png";
}

/** The command. */
export function figureCommand(): Command {
  return new Command("figure")
    .description("draws a figure of finished runs, one file a category")
    .addArgument(new Argument("<name>", "which figure").choices(["downsampling"]))
    .addOption(new Option("--profile <name>", "whose runs").choices(PROFILES).default("cpu"))
    .addOption(
      new Option("--format <format>", "of the files").choices(["svg", "png"]).default("svg"),
    )
    .option("--results <dir>", "folder of all results, as of reproduce", "runs/results")
    .option("--out <dir>", "folder to write to", "runs/figures")
    .action(figure);
}

async function figure(name: string, options: FigureOptions): Promise<void> {
  const { found, warnings } = await readDownsampling(
    `${options.results}/${name}/${options.profile}`,
  );
  for (const warning of warnings) note(`warning: ${visible(warning)}`);
  if (found.size === 0) {
    note(`no finished run of ${name} below ${options.results}: nothing to draw`);
  }
  for (const [category, points] of found) {
    const drawn = plotDownsampling(category, points);
    const path = `${options.out}/${drawn.name}.${options.format}`;
    await saveFigure(drawn, path);
    print(`${path}: ${drawn.caption}`);
  }
}

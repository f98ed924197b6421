/**
 * `daad figure`: draws figures of the paper from records.
 *
 * @module
 */
import { Argument, Command, Option } from "commander";
import { InputError } from "../../errors.ts";
import { downsamplingAurocs, readDownsampling } from "../../experiment/notebook/downsampling.ts";
import { PROFILES } from "../../experiment/plan/plan.ts";
import { SCORE_TITLES, type ScoreName } from "../../record/compare/statistic.ts";
import { type Figure, plotAurocs, plotDownsampling, saveFigure, show } from "../../report/mod.ts";
import { visible } from "../../visible.ts";
import { scoreOption } from "../options/score_option.ts";
import { note, print } from "../terminal/output.ts";
import { keptResults } from "./kept_results.ts";

interface FigureOptions {
  profile: string;
  results: string;
  out: string;
  format: "svg" | "png";
  score: ScoreName;
  open?: true;
}

/** The command. */
export function figureCommand(): Command {
  return new Command("figure")
    .description("draws a figure of finished runs: errors and image AUROCs, two files a category")
    .addArgument(new Argument("<name>", "which figure").choices(["downsampling"]))
    .addOption(new Option("--profile <name>", "whose runs").choices(PROFILES).default("cpu"))
    .addOption(
      new Option("--format <format>", "of the files").choices(["svg", "png"]).default("svg"),
    )
    .addOption(scoreOption())
    .option("--open", "show them in the browser, until its window is closed; nothing is written")
    .option("--results <dir>", "folder of all results, as of reproduce", "runs/results")
    .option("--out <dir>", "folder to write to", "runs/figures")
    .action(figure);
}

async function figure(name: string, options: FigureOptions): Promise<void> {
  const results = await keptResults(options.results);
  const folder = `${results}/${name}/${options.profile}`;
  if (!await Deno.stat(folder).then(() => true, () => false)) {
    throw new InputError(
      `${folder}: no finished run of ${name}; make them with: npx -y deno@2 task daad reproduce ` +
        `${name} --profile ${options.profile}`,
    );
  }
  const { found, records, warnings } = await readDownsampling(folder);
  for (const warning of warnings) note(`warning: ${visible(warning)}`);
  if (found.size === 0) {
    note(`no finished run of ${name} below ${results}: nothing to draw`);
  }
  for (const [category, points] of found) {
    await save(plotDownsampling(category, points), options);
    const aurocs = downsamplingAurocs(records, category, options.score);
    const by = SCORE_TITLES[options.score];
    if (aurocs.length === 0) note(`${category}: no record has an image AUROC by ${by}`);
    else {
      const drawn = plotAurocs(`Down-sampling, ${category}, by ${by}`, aurocs);
      await save({ ...drawn, name: `${name}-${category}-auroc-${options.score}` }, options);
    }
  }
}

async function save(drawn: Figure, { out, format, open }: FigureOptions): Promise<void> {
  if (open) {
    await show(drawn, { open });
    return;
  }
  const path = `${out}/${drawn.name}.${format}`;
  await saveFigure(drawn, path);
  print(`${path}: ${drawn.caption}`);
}

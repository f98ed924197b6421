/**
 * `daad figure`: draws figures of the paper from records.
 *
 * @module
 */
import { Argument, Command, Option } from "commander";
import { InputError } from "../../errors.ts";
import { downsamplingAurocs, readDownsampling } from "../../experiment/notebook/downsampling.ts";
import { OutputFolder } from "../../experiment/output/output_folder.ts";
import { PROFILES } from "../../experiment/plan/plan.ts";
import { SCORE_TITLES, type ScoreName } from "../../record/compare/statistic.ts";
import type { StoredRecord } from "../../record/table/read.ts";
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

async function figure(name: string, options: FigureOptions, command: Command): Promise<void> {
  if (options.open) refuseFiles(command);
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
  const categories = new Set(records.map(({ record }) => record.category));
  if (categories.size === 0) {
    note(`no finished run of ${name} below ${results}: nothing to draw`);
  }
  const figures = [...categories].flatMap((category) => {
    const points = found.get(category);
    return [
      ...points ? [plotDownsampling(category, points)] : [],
      ...drawAurocs(records, category, options.score),
    ];
  });
  if (!options.open) return await save(figures, options);
  for (const drawn of figures) await show(drawn, { open: true });
}

/** Refuses options of files, none of which is written. */
function refuseFiles(command: Command): void {
  for (const name of ["out", "format"]) {
    if (command.getOptionValueSource(name) === "default") continue;
    command.error(`error: --${name}: not together with --open; leave one of them out`);
  }
}

/** The chart of image AUROCs; none, with a note, where there is nothing to draw. */
function drawAurocs(
  records: readonly StoredRecord[],
  category: string,
  score: ScoreName,
): Figure[] {
  const { points, untrained } = downsamplingAurocs(records, category, score);
  const by = SCORE_TITLES[score];
  const left = untrained.length > 0
    ? ` Left out, since a run of theirs learnt nothing: ${untrained.join("; ")}.`
    : "";
  if (points.length === 0) {
    const why = left === "" ? `no record has an image AUROC by ${by}` : `no image AUROC.${left}`;
    note(`${category}: ${why}`);
    return [];
  }
  const drawn = plotAurocs(`Down-sampling, ${category}, by ${by}`, points);
  const name = `downsampling-${category}-auroc-${score}`;
  return [{ ...drawn, name, caption: drawn.caption + left }];
}

/** Writes files; earlier ones of this command are replaced, those from elsewhere are not. */
async function save(figures: readonly Figure[], { out, format }: FigureOptions): Promise<void> {
  if (figures.length === 0) return;
  const names = figures.map(({ name }) => `${name}.${format}`);
  await using folder = await OutputFolder.open(out, names, "drawing figures");
  await folder.claim(names);
  for (const [i, drawn] of figures.entries()) {
    const path = `${out}/${names[i]}`;
    await saveFigure(drawn, path);
    print(`${path}: ${drawn.caption}`);
  }
}

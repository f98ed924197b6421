/**
 * `daad table`: results from records, beside the published ones.
 *
 * @module
 */
import { Argument, Command, Option } from "commander";
import {
  buildTable,
  FORMATS,
  METRICS,
  readEntries,
  renderTable,
  type TableFormat,
  TABLES,
} from "../experiment/table/mod.ts";
import type { ScoreName } from "../experiment/statistic.ts";
import { visible } from "../visible.ts";
import { note, print } from "./output.ts";
import { addPluginOption } from "./plugin_option.ts";
import { scoreOption } from "./score_option.ts";

interface TableOptions {
  format: TableFormat;
  metric: string;
  score: ScoreName;
  results: string;
}

/** The command. */
export function tableCommand(): Command {
  const command = new Command("table")
    .description("prints a table of finished runs, beside the published numbers")
    .addArgument(new Argument("<name>", "data set").choices(TABLES.map(({ id }) => id)))
    .addOption(new Option("--format <format>", "how to write it").choices(FORMATS).default("md"))
    .addOption(
      new Option("--metric <metric>", "what to show").choices(Object.keys(METRICS))
        .default("image-auroc"),
    )
    .addOption(scoreOption())
    .option("--results <dir>", "folder with records, at any depth", "runs/results");
  return addPluginOption(command).action(table);
}

async function table(
  name: string,
  { format, metric, score, results }: TableOptions,
): Promise<void> {
  const { found, warnings } = await readEntries(results);
  const table = buildTable(name, found, metric, score);
  for (const warning of [...warnings, ...table.warnings]) {
    note(`warning: ${visible(warning)}`);
  }
  if (table.columns.length === 0) {
    note(`no record of ${name} with ${table.metric} below ${results}: the table has no results`);
  }
  print((await renderTable(table, format)).trimEnd());
}

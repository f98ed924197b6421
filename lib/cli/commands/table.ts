/**
 * `daad table`: prints results from records beside the published ones.
 *
 * @module
 */
import { Argument, Command, Option } from "commander";
import { relative, sep } from "node:path";
import { PLANS } from "../../experiment/plan/plans.ts";
import { TRIED } from "../../experiment/plan/stored.ts";
import type { ScoreName } from "../../record/compare/statistic.ts";
import { buildTable, METRICS, readEntries, TABLES } from "../../record/table/mod.ts";
import { FORMATS, renderTable, type TableFormat } from "../../report/table/render.ts";
import { visible } from "../../visible.ts";
import { addPluginOption } from "../options/plugin_option.ts";
import { scoreOption } from "../options/score_option.ts";
import { note, print } from "../terminal/output.ts";
import { keptResults } from "./kept_results.ts";

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
  const folder = await keptResults(results);
  const read = await readEntries(folder);
  const { warnings } = read;
  const { found, left } = withoutOtherPlans(read.found, folder, name);
  if (left > 0) {
    note(`${left} runs of other plans, or only tried, are left out; --results names their folder`);
  }
  const table = buildTable(name, found, metric, score);
  for (const warning of [...warnings, ...table.warnings]) {
    note(`warning: ${visible(warning)}`);
  }
  if (table.columns.length === 0) {
    const make = PLANS.some(({ id }) => id === name)
      ? `; make some with: npx -y deno@2 task daad reproduce ${name}`
      : "";
    note(
      `no record of ${name} with ${table.metric} below ${folder}: the table has no results${make}`,
    );
  }
  print((await renderTable(table, format)).trimEnd());
}

/** Leaves out runs of other plans on the same data, and of settings that were only tried. */
function withoutOtherPlans<T extends { readonly file: string }>(
  entries: readonly T[],
  folder: string,
  name: string,
): { found: T[]; left: number } {
  const ids = [...PLANS.map(({ id }) => id).filter((id) => id !== name), TRIED];
  const found = entries.filter(({ file }) => {
    const [first = ""] = relative(folder, file).split(sep);
    return !ids.includes(first);
  });
  return { found, left: entries.length - found.length };
}

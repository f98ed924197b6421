/**
 * Keeps the README's tables equal to the records and counts in this folder and in `bench/results`.
 *
 *     deno run -A data/results/table.ts                  writes the tables into README.md
 *     deno run -A data/results/table.ts --check          fails if README.md shows anything else
 *     deno run -A data/results/table.ts RECORD.json …    copies records here first
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { fileURLToPath } from "node:url";
import { CASES } from "../../bench/cases.ts";
import { formatSpeed, type StoredCase } from "../../bench/summary.ts";
import { publishedImageAuroc } from "../../lib/experiment/published.ts";
import {
  readRecord,
  requireOneProtocol,
  type RunRecord,
  writeRecord,
} from "../../lib/experiment/record.ts";
import { escapeMarkdown, formatGrid } from "../../lib/experiment/table/markdown_grid.ts";
import { readRecords } from "../../lib/experiment/table/read.ts";
import { formatPercent } from "../../lib/experiment/table/sheets.ts";
import { formatFaults, readFaults } from "../../tests/faults/table.ts";
import { runTitle } from "../../lib/methods/naming.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDER = `${ROOT}data/results`;

if (import.meta.main) await main(Deno.args);

async function main(args: readonly string[]): Promise<void> {
  for (const path of args.filter((arg) => arg !== "--check")) {
    const record = await readRecord(path);
    const name = `${record.method}-${record.dataset}-${record.category}-seed${record.seed}`;
    const folder = `${FOLDER}/${name}`;
    await Deno.mkdir(folder, { recursive: true });
    await writeRecord(`${folder}/record.json`, record);
  }
  const readme = await Deno.readTextFile(`${ROOT}README.md`);
  let updated = replaceSection(readme, "results", formatResults(await readCommitted()));
  updated = replaceSection(updated, "speed", formatSpeed(await readCases()));
  const faults = await readFaults(`${FOLDER}/faults.json`);
  updated = replaceSection(updated, "faults", formatFaults(faults));
  if (!args.includes("--check")) return await Deno.writeTextFile(`${ROOT}README.md`, updated);
  if (updated !== readme) {
    console.error("README.md: a table differs from the records; run data/results/table.ts");
    Deno.exit(1);
  }
  console.log("tables in README.md: as in the records");
}

/** What stands between `<!-- name -->` and `<!-- end of name -->`. */
function replaceSection(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name} -->\n`, `\n<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md: no section ${name}`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}

async function readCommitted(): Promise<RunRecord[]> {
  const { found, warnings } = await readRecords(FOLDER);
  if (warnings.length > 0) throw new Error(warnings.join("\n"));
  return found.map(({ record }) => record);
}

async function readCases(): Promise<StoredCase[]> {
  const texts = CASES.map((name) => Deno.readTextFile(`${ROOT}bench/results/${name}.json`));
  return (await Promise.all(texts)).map((text) => JSON.parse(text));
}

function formatResults(records: readonly RunRecord[]): string {
  const header = ["Method", "Data", "Pixels", "Seed", "Epochs", "Image AUROC", "Pixel AUROC"];
  requireOneProtocol(records);
  const rows = records.map((record) => {
    const { category, config, seed, epochs, metrics, seconds } = record;
    const published = publishedImageAuroc(record);
    const unsure = published?.mark === "recalled" ? "†" : "";
    return [
      runTitle(record),
      escapeMarkdown(category),
      `${config.imageSize}`,
      `${seed}`,
      `${epochs}`,
      interval(metrics.imageAuroc),
      metrics.pixelAuroc ? interval(metrics.pixelAuroc) : "–",
      published ? `${published.title} ${formatPercent(published.value)}${unsure}` : "–",
      `${Math.round(seconds.training)} s`,
    ];
  });
  return formatGrid([...header, "Published image AUROC", "Training"], rows);
}

function interval({ value, low, high }: { value: number; low: number; high: number }): string {
  return `${formatPercent(value)} [${formatPercent(low)}, ${formatPercent(high)}]`;
}

/**
 * Measures how long a table of many records takes: `deno run -A bench/tables.ts [--records 1000]`.
 *
 * The records are copies of one, in a temporary folder; reading, building and each format are timed.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { someRecord } from "../tests/record/table/records.ts";
import { buildTable } from "../lib/record/table/build.ts";
import { readEntries } from "../lib/record/table/read.ts";
import { FORMATS, renderTable } from "../lib/report/table/render.ts";

const { values } = parseArgs({ options: { records: { type: "string", default: "1000" } } });
const count = Number(values.records);
const { categories } = buildTable("mvtec", [], "image-auroc");
const dir = await Deno.makeTempDir();
try {
  for (let i = 0; i < count; i++) {
    const run = {
      method: i % 2 ? "daad" : "daad_plus",
      category: categories[Math.floor(i / 2) % categories.length]!,
      seed: Math.floor(i / 2 / categories.length),
    };
    await Deno.mkdir(`${dir}/${i}`);
    await Deno.writeTextFile(`${dir}/${i}/record.json`, JSON.stringify(await someRecord(run)));
  }
  const started = performance.now();
  const since = () => Math.round(performance.now() - started);
  const { found } = await readEntries(dir);
  console.log(`${found.length} records read after ${since()} ms`);
  const table = buildTable("mvtec", found, "image-auroc");
  console.log(`table of ${table.columns.length} columns built after ${since()} ms`);
  for (const format of FORMATS) {
    const { length } = await renderTable(table, format);
    console.log(`${format} (${length} characters) after ${since()} ms`);
  }
} finally {
  await Deno.remove(dir, { recursive: true });
}

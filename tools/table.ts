/**
 * Keeps `docs/tables`, the tables of README.md and of the methods' READMEs, and the figures that
 * pages show in step with the records and counts in `data/results` and `bench/results`, and the map
 * of ARCHITECTURE.md in step with the order of folders that the gate enforces.
 *
 *     deno task tables                          writes them
 *     deno task tables --check                  fails if a file shows anything else
 *     deno task tables RECORD.json …            keeps records in `data/results` first, with ranks
 *     deno task tables --tried RECORD.json …    the same, as tried settings
 *
 * Each of these also compares the image AUROC of each record with the one computed from the
 * ranks of its images, and its times with their total.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { Command } from "commander";
import { orEnd } from "../bench/bad_input.ts";
import type { StoredRecord } from "../lib/record/table/read.ts";
import { keep } from "./kept/keep.ts";
import { readKept } from "./kept/kept.ts";
import { ROOT } from "./kept/places.ts";
import { checkRanks } from "./kept/ranks.ts";
import { makePages, PAGE_FOLDERS } from "./pages/pages.ts";
import { writePages } from "./pages/write_pages.ts";

if (import.meta.main) await main(Deno.args);

async function main(args: readonly string[]): Promise<void> {
  const command = new Command("tables")
    .argument("[records...]", "records to keep first, with ranks")
    .option("--tried", "keep them as tried settings, which are in no table of methods")
    .option("--check", "write nothing, and fail if a file shows anything else")
    .parse(args, { from: "user" });
  const { check = false, tried = false } = command.opts<{ check?: true; tried?: true }>();
  if (check && command.args.length > 0) command.error("error: --check keeps no records");
  for (const path of command.args) await orEnd(() => keep(path, tried));
  const kept = await readKept();
  const pages = await makePages(kept);
  const changed = await writePages(pages, { root: ROOT, folders: PAGE_FOLDERS, check });
  const wrong = [
    ...await Promise.all(kept.stored.map(checkRanks)),
    ...kept.stored.map(checkSeconds),
    ...(check && changed.length > 0
      ? [`${changed.join(", ")}: differ from the records; run deno task tables`]
      : []),
  ].filter((problem) => problem !== undefined);
  if (wrong.length > 0) {
    console.error(wrong.join("\n"));
    Deno.exit(1);
  }
  if (check) console.log("tables: as in the records");
}

/** Checks the total: records of resumed runs once left out the time before the interruption. */
function checkSeconds({ file, record: { seconds } }: StoredRecord): string | undefined {
  const parts = seconds.training + seconds.scoring;
  return parts > seconds.total ? `${file}: ${parts} s are more than the total` : undefined;
}

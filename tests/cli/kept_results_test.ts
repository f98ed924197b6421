import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { readRecord, writeRecord } from "../../lib/experiment/record.ts";
import { runDeno } from "../child.ts";
import { someRecord } from "../experiment/table/records.ts";
import { withTempDir } from "../temp_dir.ts";

const MAIN = fileURLToPath(new URL("../../lib/cli/main.ts", import.meta.url));

/** Runs a command in a folder that holds records as a clone does. */
const table = (cwd: string) =>
  runDeno(["run", "--quiet", "--no-prompt", "--allow-all", MAIN, "table", "mvtec"], { cwd });

Deno.test("daad table: a fresh clone shows kept records, none of other plans or only tried", () =>
  withTempDir(async (dir) => {
    const kept = await someRecord({ value: 0.912 });
    const places = { "kept": 0.912, "granularity/cpu/a": 0.111, "tried/b": 0.222 };
    for (const [place, value] of Object.entries(places)) {
      const folder = `${dir}/data/results/${place}`;
      await Deno.mkdir(folder, { recursive: true });
      await writeRecord(`${folder}/record.json`, await someRecord({ value }));
    }
    assertEquals((await readRecord(`${dir}/data/results/kept/record.json`)).seed, kept.seed);
    const { code, stdout, stderr } = await table(dir);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "showing the records that are kept in data/results");
    assertStringIncludes(stderr, "2 runs of other plans, or only tried, are left out");
    assertStringIncludes(stdout, "91.2");
    assert(!/11\.1|22\.2/.test(stdout), stdout);
  }));

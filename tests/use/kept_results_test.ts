import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { readRecord, writeRecord } from "../../lib/record/run/record_file.ts";
import { runDeno } from "../child.ts";
import { someRecord } from "../record/table/records.ts";
import { withTempDir } from "../temp_dir.ts";

const MAIN = fileURLToPath(new URL("../../lib/cli/main.ts", import.meta.url));

/** Runs a command in a folder that contains records like a clone. */
const show = (cwd: string, ...args: string[]) =>
  runDeno(["run", "--quiet", "--no-prompt", "--allow-all", MAIN, ...args], { cwd });

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
    const { code, stdout, stderr } = await show(dir, "table", "mvtec");
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "showing the records that are kept in data/results");
    assertStringIncludes(stderr, "2 runs of other plans, or only tried, are left out");
    assertStringIncludes(stdout, "91.2");
    assert(!/11\.1|22\.2/.test(stdout), stdout);
  }));

Deno.test("daad table, figure: a fresh clone without records of them says what makes them", () =>
  withTempDir(async (dir) => {
    const place = `${dir}/data/results/kept`;
    await Deno.mkdir(place, { recursive: true });
    await writeRecord(`${place}/record.json`, await someRecord({ value: 0.912 }));
    for (const name of ["mnist", "cifar10"]) {
      const { code, stderr } = await show(dir, "table", name);
      assertEquals(code, 0, stderr);
      assertStringIncludes(
        stderr,
        "below data/results: the table has no results; make some with: ",
      );
      assertStringIncludes(stderr, `npx -y deno@2 task daad reproduce ${name}`);
    }
    const { code, stderr } = await show(dir, "figure", "downsampling");
    assertEquals(code, 1);
    assertStringIncludes(
      stderr,
      "error: data/results/downsampling/cpu: no finished run of downsampling; make them with: " +
        "npx -y deno@2 task daad reproduce downsampling --profile cpu",
    );
  }));

Deno.test("daad figure: a fresh clone draws the kept records", () =>
  withTempDir(async (dir) => {
    const place = `${dir}/data/results/downsampling/cpu/ae1`;
    await Deno.mkdir(place, { recursive: true });
    const record = await someRecord({ method: "ae", overrides: { levels: 1 } });
    const reconstructionErrors = { normal: 0.1, defect: 0.2 };
    const metrics = { ...record.metrics, reconstructionErrors };
    await writeRecord(`${place}/record.json`, { ...record, metrics });
    const { code, stdout, stderr } = await show(dir, "figure", "downsampling");
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, "runs/figures/downsampling-bottle.svg: ");
    const svg = await Deno.readTextFile(`${dir}/runs/figures/downsampling-bottle.svg`);
    assertStringIncludes(svg, "AE, defects");
  }));

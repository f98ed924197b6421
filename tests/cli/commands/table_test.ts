import { assertEquals, assertStringIncludes } from "@std/assert";
import { writeRecord } from "../../../lib/record/run/record_file.ts";
import { daad } from "../../child.ts";
import { type RunFacts, someRecord } from "../../record/table/records.ts";
import { withTempDir } from "../../temp_dir.ts";

/** Writes records below `dir`, one folder each. */
async function writeRuns(dir: string, runs: readonly RunFacts[]): Promise<void> {
  for (const [i, run] of runs.entries()) {
    await Deno.mkdir(`${dir}/run${i}`);
    await writeRecord(`${dir}/run${i}/record.json`, await someRecord(run));
  }
}

Deno.test("daad table: prints each format from the records below --results", () =>
  withTempDir(async (dir) => {
    await writeRuns(dir, [{ value: 0.8 }, { seed: 1, value: 0.9 }]);
    const expected = {
      md: "| 85.0 ± 7.1 [21.5, 100.0] n=2 ",
      csv: "\nmvtec,one-class,image AUROC,own,daad,DAAD,category,bottle,2,0.85",
      json: '"label": "DAAD",',
      html:
        '<th scope="row">bottle</th><td>97.6†</td><td>85.0\u00a0±\u00a07.1 [21.5,\u00a0100.0] n=2</td>',
    };
    await Promise.all(
      Object.entries(expected).map(async ([format, text]) => {
        const args = ["table", "mvtec", "--results", dir, "--format", format];
        const { code, stdout, stderr } = await daad(args);
        assertEquals([code, stderr], [0, ""], format);
        assertStringIncludes(stdout, text);
      }),
    );
  }));

Deno.test("daad table: runs of other plans are left out, however the folder is written", () =>
  withTempDir(async (dir) => {
    await Deno.mkdir(`${dir}/mvtec/cpu`, { recursive: true });
    await Deno.mkdir(`${dir}/components/cpu`, { recursive: true });
    await writeRuns(`${dir}/mvtec/cpu`, [{ value: 0.8 }]);
    await writeRuns(`${dir}/components/cpu`, [{ seed: 1, value: 0.9 }]);
    for (const folder of [dir, `${dir}/`, `${dir}//`]) {
      const { stdout, stderr } = await daad(["table", "mvtec", "--results", folder]);
      assertStringIncludes(stdout, "| 80.0 [79.5, 80.5] n=1 ");
      assertStringIncludes(stderr, "1 runs of other plans, or only tried, are left out");
    }
  }));

Deno.test("daad table: what is left out is a warning by file, and the rest is shown", () =>
  withTempDir(async (dir) => {
    await writeRuns(dir, [{ pixelAuroc: 0.9 }, { category: "screw" }]);
    await Deno.mkdir(`${dir}/cut\noff`);
    await Deno.writeTextFile(`${dir}/cut\noff/record.json`, "{");
    const args = ["table", "mvtec", "--results", dir, "--metric", "pixel-auroc"];
    const { code, stdout, stderr } = await daad(args);
    assertEquals(code, 0);
    const reason = "Expected property name or '}' in JSON at position 1 (line 1 column 2)";
    assertEquals(stderr.trimEnd().split("\n"), [
      `warning: ${dir}/cut\\noff/record.json: no valid JSON: ${reason}; left out`,
      `warning: ${dir}/run1/record.json: has no pixel AUROC; left out`,
    ]);
    assertStringIncludes(stdout, "| bottle | 90.0 [89.5, 90.5] n=1 ");
  }));

Deno.test("daad table: without a record of that data set it says so and shows what was published", () =>
  withTempDir(async (dir) => {
    const { code, stdout, stderr } = await daad(["table", "mnist", "--results", dir]);
    assertEquals(code, 0);
    assertEquals(
      stderr,
      `no record of mnist with image AUROC below ${dir}: the table has no results; make some with: ` +
        "npx -y deno@2 task daad reproduce mnist\n",
    );
    assertStringIncludes(stdout, "## Published\n");
  }));

Deno.test("daad table: mistakes are one line with exit code 1 or 2", () =>
  withTempDir(async (dir) => {
    const cases: [string[], number, string][] = [
      [["mvtec", "--results", `${dir}/none`], 1, `error: ${dir}/none: no such folder; expected`],
      [["mvtek"], 2, "'mvtek' is invalid for argument 'name'. Allowed choices are mvtec, cifar10"],
      [
        ["mvtec", "--format", "pdf"],
        2,
        "'pdf' is invalid. Allowed choices are md, csv, json, html.",
      ],
      [["mvtec", "--metric", "auroc"], 2, "'auroc' is invalid. Allowed choices are image-auroc"],
      [[], 2, "missing required argument 'name'"],
    ];
    await Promise.all(cases.map(async ([args, expected, text]) => {
      const { code, stdout, stderr } = await daad(["table", ...args]);
      assertEquals([code, stdout], [expected, ""], stderr);
      assertStringIncludes(stderr, text);
    }));
  }));

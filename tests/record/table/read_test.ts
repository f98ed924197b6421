import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { writeRecord } from "../../../lib/record/run/record_file.ts";
import { buildTable } from "../../../lib/record/table/build.ts";
import { readEntries, readRecords } from "../../../lib/record/table/read.ts";
import { withTempDir } from "../../temp_dir.ts";
import { someEntry, someRecord } from "./records.ts";

Deno.test("readRecords: every record.json at any depth, in the order of paths", () =>
  withTempDir(async (dir) => {
    const record = await someRecord();
    for (const path of ["b/c", "a", "."]) {
      await Deno.mkdir(`${dir}/${path}`, { recursive: true });
      await writeRecord(`${dir}/${path}/record.json`, record);
    }
    await Deno.writeTextFile(`${dir}/a/failure.json`, "{}");
    await Deno.writeTextFile(`${dir}/a/detector.json`, "{}");
    const { found, warnings } = await readRecords(`${dir}/`);
    assertEquals(warnings, []);
    assertEquals(found.map(({ file }) => file.slice(dir.length)), [
      "/a/record.json",
      "/b/c/record.json",
      "/record.json",
    ]);
    assertEquals(found[0]!.record, record);
  }));

Deno.test("readRecords: what cannot be used is one line that names the file, and the rest is read", () =>
  withTempDir(async (dir) => {
    const record = await someRecord();
    const write = async (name: string, text: string) => {
      await Deno.mkdir(`${dir}/${name}`);
      await Deno.writeTextFile(`${dir}/${name}/record.json`, text);
    };
    await write("cut", '{"schema":');
    await write("edited", JSON.stringify({ ...record, config: { ...record.config, levels: 2 } }));
    await write("fine", JSON.stringify(record));
    await Deno.mkdir(`${dir}/loop`);
    await Deno.symlink("record.json", `${dir}/loop/record.json`);
    await write("new\nline", "[]");
    await write("old", JSON.stringify({ ...record, schema: 0 }));
    const { found, warnings } = await readRecords(dir);
    assertEquals(found.map(({ file }) => file), [`${dir}/fine/record.json`]);
    const expected = [
      /cut\/record\.json: no valid JSON: .*; left out$/,
      /edited\/record\.json: its configuration has not the hash that it states; left out$/,
      /loop\/record\.json: .*\(os error \d+\).*; left out$/,
      /new\\nline\/record\.json: .*; left out$/,
      /old\/record\.json: schema: .*; left out$/,
    ];
    assertEquals(warnings.length, expected.length);
    for (const [i, pattern] of expected.entries()) assertMatch(warnings[i]!, pattern);
  }));

Deno.test("readRecords: a folder that is not there is the user's mistake", () =>
  withTempDir(async (dir) => {
    await assertRejects(() => readRecords(`${dir}/none`), InputError, "none: no such folder");
  }));

Deno.test("readEntries: what a table needs of each record", () =>
  withTempDir(async (dir) => {
    const facts = { file: `${dir}/record.json`, seed: 5, precision: "bf16" };
    await writeRecord(facts.file, await someRecord(facts));
    const { found: [entry] } = await readEntries(dir);
    assertEquals(entry, await someEntry(facts));
  }));

Deno.test("a table of 1,000 records: every one of them counts", () =>
  withTempDir(async (dir) => {
    const { categories } = buildTable("mvtec", [], "image-auroc");
    const runs = Array.from({ length: 1000 }, (_, i) => ({
      method: i < 500 ? "daad" : "daad_plus",
      category: categories[i % 10]!,
      seed: Math.floor(i % 500 / 10),
      value: 0.5 + (i % 10) / 20 + Math.floor(i % 500 / 10) / 1000, // 50 seeds: 0.000 … 0.049
    }));
    for (const run of runs) {
      const folder = `${dir}/${run.method}/${run.category}/seed${run.seed}`;
      await Deno.mkdir(folder, { recursive: true });
      await Deno.writeTextFile(`${folder}/record.json`, JSON.stringify(await someRecord(run)));
    }
    const { found, warnings } = await readEntries(dir);
    assertEquals([found.length, warnings], [1000, []]);
    const { columns } = buildTable("mvtec", found, "image-auroc");
    assertEquals(columns.map(({ label }) => label), ["DAAD", "DAAD+"]);
    for (const { cells, mean } of columns) {
      const means = cells.slice(0, 10).map((cell) => Number(cell.mean!.toFixed(6)));
      assertEquals(
        means,
        Array.from({ length: 10 }, (_, k) => 0.5245 + k / 20).map((x) => Number(x.toFixed(6))),
      );
      assertEquals(cells.map(({ seeds }) => seeds.length), [
        ...Array(10).fill(50),
        ...Array(5).fill(0),
      ]);
      assertEquals([mean.categories.length, mean.seeds.length], [10, 50]);
    }
  }));

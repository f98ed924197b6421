import { assertEquals } from "@std/assert";
import { formatScores } from "../../../lib/record/run/scores_csv.ts";
import { checkRanks, keepRanks } from "../../../tools/kept/ranks.ts";
import { someRecord } from "../../record/table/records.ts";
import { withTempDir } from "../../temp_dir.ts";

Deno.test("kept ranks give the record's AUROC, and another one is named", () =>
  withTempDir(async (dir) => {
    const rows = [
      { path: 'a,1,0.5"\n.png', label: 0, score: 0.1 },
      { path: "b.png", label: 0, score: 0.30000000000000004 },
      { path: "c.png", label: 1, score: 0.3 },
      { path: "d.png", label: 1, score: 2e-7 + 0.4 },
    ] as const;
    await Deno.mkdir(`${dir}/run`);
    await Deno.writeTextFile(`${dir}/run/scores.csv`, formatScores(rows));
    await keepRanks(`${dir}/run`, dir);
    const stored = async (value: number) => ({
      file: `${dir}/record.json`,
      record: await someRecord({ value }),
    });
    assertEquals(await checkRanks(await stored(0.75)), undefined);
    assertEquals(
      await checkRanks(await stored(0.7500001)),
      `${dir}/ranks.csv.gz: image AUROC by score 0.75, in the record 0.7500001`,
    );
  }));

Deno.test("kept ranks: scores that rank alike share a column, and each is checked", () =>
  withTempDir(async (dir) => {
    const rows = [[0, 0.1], [0, 0.3], [1, 0.3], [1, 0.4]].map(([label, mse], i) => ({
      path: `${i}.png`,
      label: label as 0 | 1,
      score: 1 / (1 + i),
      statistics: { mse: mse!, l2: Math.sqrt(mse!), top: 1 / (1 + i), max: i },
    }));
    await Deno.mkdir(`${dir}/run`);
    await Deno.writeTextFile(`${dir}/run/scores.csv`, formatScores(rows));
    await keepRanks(`${dir}/run`, dir);
    const bytes = (await Deno.open(`${dir}/ranks.csv.gz`)).readable;
    const text = await new Response(bytes.pipeThrough(new DecompressionStream("gzip"))).text();
    assertEquals(text.split("\n").slice(0, 2), [
      "path,label,score|top,mse|l2,max",
      "0.png,0,3,0,0",
    ]);
    const check = async (statistics: Record<string, number>) =>
      await checkRanks({
        file: `${dir}/record.json`,
        record: await someRecord({ value: 0, statistics }),
      });
    assertEquals(await check({ mse: 0.875, l2: 0.875, top: 0, max: 1 }), undefined);
    assertEquals(
      await check({ mse: 0.875, l2: 0.8, top: 0, max: 1 }),
      `${dir}/ranks.csv.gz: image AUROC by l2 0.875, in the record 0.8`,
    );
    // A kept folder can be kept again.
    await Deno.mkdir(`${dir}/again`);
    await keepRanks(dir, `${dir}/again`);
    assertEquals(
      await Deno.readFile(`${dir}/again/ranks.csv.gz`),
      await Deno.readFile(`${dir}/ranks.csv.gz`),
    );
  }));

Deno.test("kept ranks: scores that are the labels have a column of their own, which is checked", () =>
  withTempDir(async (dir) => {
    const rows = ([0, 1] as const).map((label) => ({ path: `${label}`, label, score: label }));
    await Deno.mkdir(`${dir}/run`);
    await Deno.writeTextFile(`${dir}/run/scores.csv`, formatScores(rows));
    await keepRanks(`${dir}/run`, dir);
    assertEquals(
      await checkRanks({ file: `${dir}/record.json`, record: await someRecord({ value: 0.5 }) }),
      `${dir}/ranks.csv.gz: image AUROC by score 1, in the record 0.5`,
    );
  }));

Deno.test("kept ranks: a run without any, and a record without any, are left alone", () =>
  withTempDir(async (dir) => {
    await keepRanks(dir, dir);
    assertEquals([...Deno.readDirSync(dir)], []);
    const record = await someRecord({});
    assertEquals(await checkRanks({ file: `${dir}/record.json`, record }), undefined);
  }));

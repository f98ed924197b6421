import { assertEquals } from "@std/assert";
import { checkScores, keepScores } from "../../tools/scores.ts";
import { formatScores } from "../../lib/record/scores_csv.ts";
import { withTempDir } from "../temp_dir.ts";
import { someRecord } from "./table/records.ts";

Deno.test("kept scores give the record's AUROC, and another one is named", () =>
  withTempDir(async (dir) => {
    const rows = [
      { path: 'a,1,0.5"\n.png', label: 0, score: 0.1 },
      { path: "b.png", label: 0, score: 0.30000000000000004 },
      { path: "c.png", label: 1, score: 0.3 },
      { path: "d.png", label: 1, score: 2e-7 + 0.4 },
    ] as const;
    await Deno.mkdir(`${dir}/run`);
    await Deno.writeTextFile(`${dir}/run/scores.csv`, formatScores(rows));
    await keepScores(`${dir}/run`, dir);
    const stored = async (value: number) => ({
      file: `${dir}/record.json`,
      record: await someRecord({ value }),
    });
    assertEquals(await checkScores(await stored(0.75)), undefined);
    assertEquals(
      await checkScores(await stored(0.7500001)),
      `${dir}/scores.csv.gz: image AUROC by score 0.75, in the record 0.7500001`,
    );
  }));

Deno.test("kept scores: a run without any, and a record without any, are left alone", () =>
  withTempDir(async (dir) => {
    await keepScores(dir, dir);
    assertEquals([...Deno.readDirSync(dir)], []);
    const record = await someRecord({});
    assertEquals(await checkScores({ file: `${dir}/record.json`, record }), undefined);
  }));

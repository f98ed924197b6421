import { assertEquals, assertStringIncludes } from "@std/assert";
import { tableOfRecords, viewTable } from "../../../lib/experiment/notebook/table_view.ts";
import { mainColumns, mainSheet } from "../../../lib/record/table/main_sheet.ts";
import { judgeTable } from "../../../lib/report/table/judge.ts";
import { someRecord } from "./records.ts";

Deno.test("mainSheet: published DAAD+ first, then ours, one column a method, and the difference", async () => {
  const record = (method: string, category: string, imageSize = 256) =>
    someRecord({ method, dataset: "mvtec", category, imageSize });
  const records = await Promise.all([
    record("ae", "bottle"),
    record("daad", "bottle"),
    record("daad", "cable"),
    record("daad", "bottle", 128), // another column, with fewer categories
  ]);
  const table = await tableOfRecords(
    "mvtec",
    records.map((record, i) => ({ file: `${i}/record.json`, record })),
  );
  const { sheet, notes } = mainSheet(table)!;
  assertEquals(sheet.header, ["", "DAAD+, published", "DAAD", "AE", "DAAD − published DAAD+"]);
  const cable = sheet.rows.find(([name]) => name === "cable")!;
  const row = table.categories.indexOf("cable");
  const cell = table.columns.map(({ cells }) => cells[row]!)
    .find(({ mean }) => mean !== undefined)!;
  assertEquals(cable[2]!.startsWith((100 * cell.mean!).toFixed(1)), true);
  assertEquals(cable[3], ""); // no record of the AE
  assertEquals(sheet.rows.length, 16);
  assertEquals(notes.length, 1);
  const { html } = viewTable(table);
  const [main, folded] = html.split("<details>");
  assertEquals([main!.includes("imageSize="), folded!.includes("imageSize=")], [false, true]);
});

Deno.test("mainSheet: the interval of a mean is around its difference", async () => {
  const records = await Promise.all(
    [0.97, 0.98, 0.99].map((value, seed) => someRecord({ dataset: "mvtec", seed, value })),
  );
  const table = await tableOfRecords(
    "mvtec",
    records.map((record, i) => ({ file: `${i}/record.json`, record })),
  );
  const mean = mainSheet(table)!.sheet.rows.find(([name]) => name === "mean")!;
  assertEquals(mean.at(-1), "+0.4 [−2.1, 2.4]"); // 98 [95.5, 100] minus bottle's 97.6
});

Deno.test("viewTable: of other methods the rows that have a value, all else is folded", async () => {
  const record = await someRecord({ method: "vae", dataset: "mvtec", category: "bottle" });
  const table = await tableOfRecords("mvtec", [{ file: "0/record.json", record }]);
  const [main, folded] = viewTable(table).html.split("<details>");
  const rows = (html: string) => [...html.matchAll(/<th[^>]*>([a-z]+)</g)].map(([, name]) => name);
  assertEquals(rows(main!), ["bottle", "mean"]);
  assertEquals(rows(folded!).filter((name) => name === "cable").length, 2); // values and published
});

Deno.test("mainSheet: nothing without a record of these methods", async () => {
  assertEquals(mainSheet(await tableOfRecords("mnist", [])), undefined);
});

Deno.test("mainSheet, judgeTable: the AE beside DAAD is the one of the same size, though others have more", async () => {
  const cells = [
    ...["bottle", "cable", "grid"].map((category) => ["daad", category, 128] as const),
    ...["bottle", "cable"].map((category) => ["daad", category, 256] as const),
    ["ae", "bottle", 128] as const,
    ...["bottle", "cable", "grid"].map((category) => ["ae", category, 256] as const),
  ];
  const records = await Promise.all(
    cells.map(([method, category, imageSize]) =>
      someRecord({
        method,
        dataset: "mvtec",
        category,
        imageSize,
        value: method === "ae" ? 0.8 : 0.9,
      })
    ),
  );
  const files = records.map((record, i) => ({ file: `${i}/record.json`, record }));
  const table = await tableOfRecords("mvtec", files);
  const { daad, ae } = mainColumns(table);
  const chosen = [daad, ae].map((of) => of!.column.imageSize);
  assertEquals(chosen[0], chosen[1]);
  assertStringIncludes(
    judgeTable(table).text,
    "Is DAAD above the AE?         in 1 of 1 categories",
  );
  assertStringIncludes(mainSheet(table)!.notes[0]!, "chosen by what it can be compared with");
});

Deno.test("mainSheet: where no size is common, the header names them", async () => {
  const records = await Promise.all([
    someRecord({ method: "daad", dataset: "mvtec", imageSize: 128 }),
    someRecord({ method: "ae", dataset: "mvtec", imageSize: 256 }),
  ]);
  const files = records.map((record, i) => ({ file: `${i}/record.json`, record }));
  const table = await tableOfRecords("mvtec", files);
  assertEquals(mainSheet(table)!.sheet.header.slice(2, 4), ["DAAD, 128 px", "AE, 256 px"]);
});

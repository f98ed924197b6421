import { assertEquals } from "@std/assert";
import { tableOfRecords, viewTable } from "../../../lib/experiment/notebook/table_view.ts";
import { mainSheet } from "../../../lib/record/table/main_sheet.ts";
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

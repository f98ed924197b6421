import { assertEquals } from "@std/assert";
import { aurocPoints, tableOfRecords } from "../../lib/experiment/table_view.ts";
import { someRecord } from "../record/table/records.ts";

Deno.test("aurocPoints: a mean of some categories says of how many, a category's value does not", async () => {
  const records = await Promise.all(["1", "8"].map(async (category) => ({
    file: `ae/${category}/record.json`,
    record: await someRecord({ method: "ae", dataset: "mnist", category, imageSize: 32 }),
  })));
  const table = await tableOfRecords("mnist", records);
  assertEquals(aurocPoints(table)[0]!.label, "AE (2 of 10)");
  assertEquals(aurocPoints(table, "8")[0]!.label, "AE");
  // Published means are of all digits.
  assertEquals(aurocPoints(table).slice(1).some(({ label }) => label.includes(" of 10")), false);
});

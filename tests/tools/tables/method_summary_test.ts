import { assertEquals } from "@std/assert";
import { formatMethodSummary } from "../../../tools/tables/method_summary.ts";
import { someRecord } from "../../record/table/records.ts";

Deno.test("formatMethodSummary: runs of the other protocol are not shown as one-class ones", async () => {
  const facts = { method: "ganomaly", dataset: "mnist", category: "1", imageSize: 32 } as const;
  const records = await Promise.all([
    someRecord(facts),
    someRecord({ ...facts, protocol: "one-class-abnormal" }),
  ]);
  const rows = formatMethodSummary(records).trim().split("\n").slice(2);
  assertEquals(rows.map((row) => row.split("|")[2]!.trim()), ["MNIST", "MNIST, abnormal"]);
});

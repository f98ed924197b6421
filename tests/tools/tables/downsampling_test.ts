import { assertEquals } from "@std/assert";
import type { StoredRecord } from "../../../lib/record/table/read.ts";
import { formatDownsampling } from "../../../tools/tables/downsampling.ts";
import { someRecord } from "../../record/table/records.ts";

Deno.test("formatDownsampling: a ratio that only one method has leaves the other's cells empty", async () => {
  const run = async (method: string, overrides: Readonly<Record<string, unknown>>) => {
    const record = await someRecord({ method, overrides, value: 0.9 });
    const reconstructionErrors = { normal: 0.01, defect: 0.02 };
    return {
      file: `${method}/record.json`,
      record: { ...record, metrics: { ...record.metrics, reconstructionErrors } },
    } satisfies StoredRecord;
  };
  const rows = formatDownsampling([
    await run("ae", { levels: 1 }),
    await run("memae", { widths: [16, 32], encoderKernels: [4, 4] }),
  ]).split("\n").slice(2).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  assertEquals(rows, [
    ["bottle", "128", "2×", "0", "0.0200", "0.0100", "90.0", "", "", ""],
    ["bottle", "128", "4×", "0", "", "", "", "0.0200", "0.0100", "90.0"],
  ]);
});

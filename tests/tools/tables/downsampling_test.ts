import { assertEquals } from "@std/assert";
import { downsamplingPoints } from "../../../lib/experiment/notebook/downsampling.ts";
import type { StoredRecord } from "../../../lib/record/table/read.ts";
import { formatDownsampling } from "../../../tools/tables/downsampling.ts";
import { type RunFacts, someRecord } from "../../record/table/records.ts";

const AE_2: RunFacts = { method: "ae", overrides: { levels: 1 } };
const MEMAE_4: RunFacts = {
  method: "memae",
  overrides: { widths: [16, 32], encoderKernels: [4, 4] },
};

async function run(
  facts: RunFacts,
  errors: { normal: number; defect?: number } = { normal: 0.01, defect: 0.02 },
): Promise<StoredRecord> {
  const record = await someRecord({ value: 0.9, ...facts });
  return {
    file: `${facts.method}/${facts.seed ?? 0}/record.json`,
    record: { ...record, metrics: { ...record.metrics, reconstructionErrors: errors } },
  } as StoredRecord;
}

const rowsOf = (found: readonly StoredRecord[]) =>
  formatDownsampling(found).split("\n").slice(2)
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

Deno.test("formatDownsampling: a ratio that only one method has leaves the other's cells empty", async () => {
  assertEquals(rowsOf([await run(AE_2), await run(MEMAE_4)]), [
    ["bottle", "128", "2×", "0", "0.0200", "0.0100", "90.0", "", "", ""],
    ["bottle", "128", "4×", "0", "", "", "", "0.0200", "0.0100", "90.0"],
  ]);
});

Deno.test("formatDownsampling: no error where a run learnt nothing, nor without masks", async () => {
  const found = [
    await run(AE_2),
    await run({ ...AE_2, seed: 1, untrained: "why" }, { normal: 5, defect: 5 }),
    await run({ ...AE_2, category: "hazelnut" }, { normal: 0.01 }),
    await run({ ...MEMAE_4, untrained: "why" }),
  ];
  assertEquals(rowsOf(found), [
    ["bottle", "128", "2×", "0, 1", "", "", "90.0 ± 0.0 _not trained_", "", "", ""],
    ["bottle", "128", "4×", "0", "", "", "", "", "", "90.0 _not trained_"],
    ["hazelnut", "128", "2×", "0", "", "0.0100", "90.0", "", "", ""],
  ]);
  const { found: points, warnings } = downsamplingPoints(found);
  assertEquals(
    points.get("bottle")!.map(({ method, untrained = false }) => [method, untrained]),
    [["AE", false], ["AE", true], ["MemAE", true]],
  );
  assertEquals(warnings, ["ae/0/record.json: no reconstruction error of defects; left out"]);
});

import { assertEquals } from "@std/assert";
import { downsamplingAurocs } from "../../../lib/experiment/notebook/downsampling.ts";
import type { StoredRecord } from "../../../lib/record/table/read.ts";
import { type RunFacts, someRecord } from "../../record/table/records.ts";

const AE_2: RunFacts = { method: "ae", overrides: { levels: 1 } };
const MEMAE_4: RunFacts = {
  method: "memae",
  overrides: { widths: [16, 32], encoderKernels: [4, 4] },
};

const stored = (...runs: readonly RunFacts[]) =>
  Promise.all(
    runs.map(async (facts) =>
      ({ file: "record.json", record: await someRecord(facts) }) as StoredRecord
    ),
  );

Deno.test("downsamplingAurocs: runs need no masks, and what has no ratio is left out", async () => {
  const found = await stored(MEMAE_4, { ...AE_2, value: 0.8 }, { method: "maha" }, {
    ...AE_2,
    category: "grid",
  });
  const { points, untrained } = downsamplingAurocs(found, "bottle", "own");
  assertEquals(points.map(({ label, value, low }) => [label, value, low]), [
    ["AE, 2×", 0.8, 0.795],
    ["MemAE, 4×", 0.9, 0.895],
  ]);
  assertEquals(untrained, []);
  assertEquals(downsamplingAurocs(found, "bottle", "mse"), { points: [], untrained: [] });
});

Deno.test("downsamplingAurocs: one seed that learnt nothing leaves out the others of its ratio", async () => {
  const found = await stored(
    AE_2,
    MEMAE_4,
    { ...MEMAE_4, seed: 1, untrained: "why" },
    { ...MEMAE_4, category: "grid" },
  );
  const { points, untrained } = downsamplingAurocs(found, "bottle", "own");
  assertEquals([points.map(({ label }) => label), untrained], [["AE, 2×"], ["MemAE, 4×"]]);
  assertEquals(downsamplingAurocs(found, "grid", "own").points.length, 1);
});

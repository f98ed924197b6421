import { assertEquals } from "@std/assert";
import { formatTried } from "../../../tools/tables/tried_table.ts";
import { someRecord } from "../../record/table/records.ts";

Deno.test("tried: a run is described by the fields that are not its method's defaults", async () => {
  const overrides = {
    baseWidth: 32,
    score: { statistic: "max", topFraction: 0.01, sigmaAt256: 4 },
  };
  const records = [
    await someRecord({ method: "ae", overrides, value: 0.5 }),
    await someRecord({ method: "ae", precision: "bf16", value: 0.6, untrained: "gray", tested: 9 }),
    await someRecord({
      ...{ method: "skip_ganomaly", dataset: "cifar10", category: "automobile", imageSize: 32 },
      ...{ protocol: "one-class-abnormal", trainingImages: 500, value: 0.6, blur: [0.6, 0.6] },
    }),
  ];
  const rows = formatTried(records).split("\n").slice(2)
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  assertEquals(rows.map((row) => row.slice(0, 5)), [
    ["AE", "MVTec AD bottle", "128", "209", "baseWidth 32, score.statistic max"],
    ["AE", "MVTec AD bottle", "128", "209", "bf16"],
    ["Skip-GANomaly", "CIFAR-10 automobile, abnormal", "32", "500", ""],
  ]);
  assertEquals(rows[0]![7], "50.0 [49.5, 50.5]");
  assertEquals(rows[1]![7], "60.0 [59.5, 60.5] _partial_ _not trained_");
  assertEquals(rows[2]![7]!.endsWith(" °"), true);
});

/** What the benchmark of metrics keeps of several times, and which values it takes for equal. */
import { assertEquals } from "@std/assert";
import { valueDifference } from "../../bench/metrics/same_values.ts";
import { spreadOf } from "../../bench/spread.ts";

Deno.test("spreadOf: median and extremes, of times in any order", () => {
  const times = [4, 1, 10, 2];
  assertEquals(spreadOf(times), { median_ms: 3, min_ms: 1, max_ms: 10, samples: 4 });
  assertEquals(times, [4, 1, 10, 2]);
});

Deno.test("valueDifference: the last digits only", () => {
  const values = { auroc: 0.8542998393455311, pro: 0.624998827103081 };
  assertEquals(valueDifference(values, { ...values, pro: values.pro + 2e-13 }), undefined);
  assertEquals(
    valueDifference(values, { ...values, auroc: 0.8542 }),
    "auroc is 0.8542998393455311 here, 0.8542 by Python",
  );
  assertEquals(
    valueDifference(values, { ...values, pro: NaN }),
    "pro is 0.624998827103081 here, NaN by Python",
  );
});

Deno.test("valueDifference: the kept values", async () => {
  const { results } = JSON.parse(await Deno.readTextFile("bench/results/metrics.json"));
  const of = (side: "ours" | "python") => {
    const [auroc, pro] = ["auroc", "pro"].map((name): number =>
      results.find((result: { case: string }) => result.case === name)[side].value
    );
    return { auroc: auroc!, pro: pro! };
  };
  assertEquals(valueDifference(of("ours"), of("python")), undefined);
});

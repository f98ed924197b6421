import { assertEquals } from "@std/assert";
import { withLogTicks } from "../../lib/report/log_ticks.ts";
import { plotLosses } from "../../lib/report/plots/losses.ts";

Deno.test("withLogTicks: values in order, each written as a number", () => {
  const figure = plotLosses([{ total: 0.5 }, { total: 0.02 }, { total: 0.004 }]);
  const layout = { ...figure.layout, yaxis: { ...figure.layout.yaxis, type: "log" as const } };
  const { yaxis } = withLogTicks({ ...figure, layout });
  const values = yaxis!.tickvals as number[];
  assertEquals(values.length > 2, true);
  assertEquals(values, values.toSorted((a, b) => a - b));
  assertEquals((yaxis!.ticktext as string[]).map(Number), values);
  assertEquals(yaxis!.dtick, undefined);
  const linear = { ...figure, layout: { ...figure.layout, yaxis: { type: "linear" as const } } };
  assertEquals(withLogTicks(linear), linear.layout);
});

import { assertEquals } from "@std/assert";
import { plotLosses } from "../../../lib/report/plots/losses.ts";
import { withLogTicks } from "../../../lib/report/show/log_ticks.ts";

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

Deno.test("withLogTicks: in less than a decade, round numbers in order and no halves between them", () => {
  const ticksOf = (...values: number[]) => {
    const figure = plotLosses(values.map((total) => ({ total })));
    const yaxis = { ...figure.layout.yaxis, type: "log" as const };
    return withLogTicks({ ...figure, layout: { ...figure.layout, yaxis } }).yaxis!
      .tickvals as number[];
  };
  assertEquals(ticksOf(0.17, 0.54), [0.2, 0.3, 0.4, 0.5]);
  assertEquals(ticksOf(0.03, 0.3), [0.05, 0.1, 0.2]);
  const narrow = ticksOf(0.31, 0.34);
  assertEquals(narrow, narrow.toSorted((a, b) => a - b));
  assertEquals(narrow.length >= 3, true, `${narrow}`);
});

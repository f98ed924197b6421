import { assertEquals, assertMatch } from "@std/assert";
import { plotDownsampling } from "../../../lib/report/plots/downsampling.ts";
import { renderSvg } from "../../../lib/report/svg/render.ts";

const point = (ratio: number, defect: number) => ({ method: "AE", ratio, defect, normal: 0.125 });

Deno.test("down-sampling: a line is the mean over seeds, a stroke their range", () => {
  const figure = plotDownsampling("grid", [
    point(4, 0.75),
    point(2, 0.25),
    point(2, 0.5),
    point(2, 0),
  ]);
  const [defects, normal, stroke] = figure.data;
  assertEquals([defects!.x, defects!.y], [[2, 4], [0.25, 0.75]]);
  assertEquals(normal!.y, [0.125, 0.125]);
  // Ratio 4 has only one seed and so no stroke.
  assertEquals([stroke!.x, stroke!.y], [[2, 2, null], [0, 0.5, null]]);
  assertMatch(figure.caption, /strokes/);
});

Deno.test("down-sampling: one seed has no strokes and is drawn as a still picture", () => {
  const figure = plotDownsampling("grid", [point(2, 0.5), point(4, 0.75)]);
  assertEquals(figure.data.length, 2);
  assertMatch(renderSvg(figure), /AE, defects/);
});

Deno.test("down-sampling: what learnt nothing is beside the lines, in no mean and named", () => {
  const untrained = { ...point(2, 9), method: "MemAE", untrained: true };
  const figure = plotDownsampling("grid", [
    ...[point(2, 0.5), point(4, 0.75), { ...point(2, 7), untrained: true }],
    ...[untrained, { ...point(4, 0.25), method: "MemAE" }],
  ]);
  const drawn = figure.data.map(({ mode, name, x, y }) => [mode, name, x, y]);
  assertEquals(drawn, [
    ["lines+markers", "AE, defects", [2, 4], [0.5, 0.75]],
    ["lines+markers", "AE, normal images", [2, 4], [0.125, 0.125]],
    ["lines+markers", "MemAE, defects", [4], [0.25]],
    ["lines+markers", "MemAE, normal images", [4], [0.125]],
    ["markers", undefined, [2, 2], [7, 0.125]],
    ["markers", undefined, [2, 2], [9, 0.125]],
  ]);
  assertMatch(figure.caption, /learnt nothing: AE at ratio 2, MemAE at ratio 2\.$/);
  const color = (k: number) => (figure.data[k] as { marker: { color: string } }).marker.color;
  assertEquals([color(4), color(5)], [color(0), color(2)]);
  const none = plotDownsampling("grid", [untrained]);
  assertEquals(none.data.map(({ mode }) => mode), ["markers"]);
  assertMatch(renderSvg(none), /<circle/);
});

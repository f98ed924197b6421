import { assertEquals, assertMatch } from "@std/assert";
import { plotDownsampling } from "../../lib/report/plots/downsampling.ts";
import { renderSvg } from "../../lib/report/svg/render.ts";

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

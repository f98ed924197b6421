import { assert, assertEquals, assertThrows } from "@std/assert";
import { DOMParser } from "linkedom";
import type { Layout, Plot } from "nodeplotlib";
import { InputError } from "../../../lib/errors.ts";
import type { Figure } from "../../../lib/report/figure/figure.ts";
import { renderSvg } from "../../../lib/report/svg/render.ts";
import { textWidth } from "../../../lib/report/svg/text.ts";
import { assertNear } from "../../close.ts";

function figureOf(data: Plot[], layout: Layout = {}): Figure {
  return {
    name: "test",
    caption: "A caption.",
    data,
    layout: { width: 480, height: 380, ...layout },
  };
}

function draw(data: Plot[], layout?: Layout) {
  return new DOMParser().parseFromString(renderSvg(figureOf(data, layout)), "image/svg+xml");
}

type Picture = ReturnType<typeof draw>;

/** All numbers of a path's data. */
const numbers = (path: string | null | undefined) =>
  [...(path ?? "").matchAll(/-?\d+(\.\d+)?/g)].map(([text]) => Number(text));

/** The plot area, from the clip path: left, top, right, bottom. */
function areaOf(picture: Picture): [number, number, number, number] {
  const rect = picture.querySelector("clipPath rect")!;
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) =>
    Number(rect.getAttribute(name))
  ) as [number, number, number, number];
  return [x, y, x + width, y + height];
}

const texts = (picture: Picture, selector: string) =>
  [...picture.querySelectorAll(selector)].map((element) => element.textContent);

const assertPoints = (actual: readonly number[], expected: readonly number[]) => {
  assertEquals(actual.length, expected.length);
  actual.forEach((value, i) => assertNear(value, expected[i]!, 0.02)); // of a pixel
};

const UNIT: Layout = { xaxis: { range: [0, 1] }, yaxis: { range: [0, 1] } };

Deno.test("renderSvg: a line's points are where the axes say", () => {
  const picture = draw(
    [{
      type: "scatter",
      mode: "lines",
      x: [0, 0.5, 1],
      y: [0, 1, 0.25],
      line: { color: "#0072B2" },
    }],
    UNIT,
  );
  const [left, top, right, bottom] = areaOf(picture);
  const path = picture.querySelector(".trace path")!;
  assertEquals(path.getAttribute("stroke"), "#0072B2");
  assertPoints(numbers(path.getAttribute("d")), [
    ...[left, bottom],
    ...[(left + right) / 2, top],
    ...[right, bottom - (bottom - top) / 4],
  ]);
});

Deno.test("renderSvg: steps go up first where the shape says so", () => {
  const step = (shape: "vh" | "hv") => {
    const picture = draw(
      [{ type: "scatter", mode: "lines", x: [0, 1], y: [0, 1], line: { shape } }],
      UNIT,
    );
    return [
      numbers(picture.querySelector(".trace path")!.getAttribute("d")),
      areaOf(picture),
    ] as const;
  };
  const [up, [left, top, right, bottom]] = step("vh");
  assertPoints(up, [left, bottom, left, top, right, top]);
  assertPoints(step("hv")[0], [left, bottom, right, bottom, right, top]);
});

Deno.test("renderSvg: a line breaks where a value is missing, markers leave it out", () => {
  const picture = draw(
    [{
      type: "scatter",
      mode: "lines+markers",
      x: [0, 0.5, 1, 1],
      y: [0, null, 1, 0.5],
      marker: { size: 8 },
    }],
    UNIT,
  );
  assertEquals(picture.querySelector(".trace path")!.getAttribute("d")!.match(/M/g)?.length, 2);
  const circles = [...picture.querySelectorAll(".trace circle")];
  const [left, top, right, bottom] = areaOf(picture);
  assertEquals(circles.map((circle) => circle.getAttribute("r")), ["4", "4", "4"]);
  assertPoints(
    circles.flatMap((circle) => ["cx", "cy"].map((name) => Number(circle.getAttribute(name)))),
    [left, bottom, right, top, right, (top + bottom) / 2],
  );
});

Deno.test("renderSvg: bars stand on zero with the widths of their bins; empty bins have none", () => {
  const picture = draw(
    [{
      type: "bar",
      x: [0.25, 0.5, 0.75],
      y: [2, 0, 4],
      width: [0.5, 0, 0.5].map((w) => w || 0.1),
      opacity: 0.6,
    }],
    { xaxis: { range: [0, 1] }, yaxis: { range: [0, 4] } },
  );
  const [left, top, right, bottom] = areaOf(picture);
  const bars = [...picture.querySelectorAll(".trace rect")].map((bar) =>
    ["x", "y", "width", "height"].map((name) => Number(bar.getAttribute(name)))
  );
  const half = (right - left) / 2;
  assertEquals(bars.length, 2);
  assertPoints(bars[0]!, [left, (top + bottom) / 2, half, (bottom - top) / 2]);
  assertPoints(bars[1]!, [left + half, top, half, bottom - top]);
  assertEquals(picture.querySelector(".trace")!.getAttribute("fill-opacity"), "0.6");
});

Deno.test("renderSvg: shapes cross the plot area at a value of either axis", () => {
  const trace: Plot = { type: "scatter", mode: "lines", x: [0, 1], y: [0, 1] };
  const picture = draw([trace], {
    ...UNIT,
    shapes: [
      { type: "line", xref: "x", x0: 0.5, x1: 0.5, yref: "paper", y0: 0, y1: 1 },
      {
        type: "line",
        xref: "paper",
        x0: 0,
        x1: 1,
        yref: "y",
        y0: 0.25,
        y1: 0.25,
        line: { dash: "dot" },
      },
    ],
  });
  const [left, top, right, bottom] = areaOf(picture);
  const [vertical, horizontal] = [...picture.querySelectorAll(".shape")];
  const middle = (left + right) / 2;
  assertPoints(numbers(vertical!.getAttribute("d")), [middle, bottom, middle, top]);
  const quarter = bottom - (bottom - top) / 4;
  assertPoints(numbers(horizontal!.getAttribute("d")), [left, quarter, right, quarter]);
  assertEquals(vertical!.getAttribute("stroke-dasharray"), null);
  assert(horizontal!.getAttribute("stroke-dasharray"));
});

Deno.test("renderSvg: a log axis has decades at equal distances", () => {
  const picture = draw(
    [{ type: "scatter", mode: "markers", x: [0, 0.5, 1], y: [1, 10, 100] }],
    { xaxis: { range: [0, 1] }, yaxis: { type: "log", range: [0, 2] } },
  );
  const [, top, , bottom] = areaOf(picture);
  const heights = [...picture.querySelectorAll("circle")].map((c) => Number(c.getAttribute("cy")));
  assertPoints(heights, [bottom, (top + bottom) / 2, top]);
  assertEquals(texts(picture, ".y-axis text:not(.axis-title)"), ["1", "3", "10", "30", "100"]);
});

Deno.test("renderSvg: ticks are round, whole for counts, and short for tiny values", () => {
  const labels = (values: number[], layout?: Layout) =>
    texts(
      draw([{ type: "scatter", mode: "lines", x: values.map((_, i) => i + 1), y: values }], layout),
      ".y-axis text:not(.axis-title)",
    );
  const tozero: Layout = { yaxis: { rangemode: "tozero" } };
  assertEquals(labels([1, 2], tozero), ["0", "1", "2"]);
  assertEquals(labels([0, 0.4]), ["0.0", "0.1", "0.2", "0.3", "0.4"]);
  assertEquals(labels([1.2e-6, 1.2e-6], tozero), ["0", "5e-7", "1e-6", "1.5e-6"]);
});

Deno.test("renderSvg: all data is inside of the plot area where no range is given", () => {
  const picture = draw([{ type: "scatter", mode: "markers", x: [-3, 8], y: [0.2, 7] }]);
  const [left, top, right, bottom] = areaOf(picture);
  for (const circle of picture.querySelectorAll("circle")) {
    const [x, y] = [Number(circle.getAttribute("cx")), Number(circle.getAttribute("cy"))];
    assert(left < x && x < right && top < y && y < bottom);
  }
});

Deno.test("renderSvg: titles, description and legend; text is escaped", () => {
  const svg = renderSvg(figureOf(
    [
      { type: "scatter", mode: "lines", x: [0], y: [0], name: "a <b> & c" },
      { type: "scatter", mode: "lines", x: [0], y: [0], name: "hidden", showlegend: false },
    ],
    {
      title: { text: "<Title>" },
      xaxis: { title: { text: "epoch" } },
      yaxis: { title: { text: "loss" } },
    },
  ));
  assert(svg.includes("a &lt;b&gt; &amp; c") && !svg.includes("<Title>"));
  const picture = new DOMParser().parseFromString(svg, "image/svg+xml");
  assertEquals(texts(picture, ".axis-title"), ["epoch", "loss"]);
  assertEquals(texts(picture, ".legend text").length, 1);
  assertEquals([texts(picture, "title").length, texts(picture, "desc")], [1, ["A caption."]]);
});

Deno.test("renderSvg: legends break into rows, labels do not reach the edge", () => {
  const names = Array.from({ length: 7 }, (_, i) => `a rather long name ${i}`);
  const data = names.map((name): Plot => ({
    type: "scatter",
    mode: "lines",
    name,
    x: [0, 1],
    y: [0, 123456],
  }));
  const picture = draw(data);
  const entries = [...picture.querySelectorAll(".legend text")];
  assert(new Set(entries.map((entry) => entry.getAttribute("y"))).size > 1);
  const [left, top] = areaOf(picture);
  for (const entry of entries) {
    assert(Number(entry.getAttribute("x")) + textWidth(entry.textContent) <= 480);
    assert(Number(entry.getAttribute("y")) < top);
  }
  for (const label of picture.querySelectorAll(".y-axis text:not(.axis-title)")) {
    const end = Number(label.getAttribute("x"));
    assert(end < left && end - textWidth(label.textContent) > 14); // room for the title
  }
});

Deno.test("renderSvg: refuses what it would leave out, naming it", () => {
  const line: Plot = { type: "scatter", mode: "lines", x: [0], y: [1] };
  const cases: [Plot[], Layout, string][] = [
    [[{ type: "heatmap", z: [[1]] }], {}, "data.0.type"],
    [[{ ...line, fill: "tozeroy" }], {}, "unknown field data.0.fill"],
    [[{ ...line, mode: "text" }], {}, "data.0.mode"],
    [[{ ...line, x: ["2020-01-01"] }], {}, "data.0.x.0"],
    [[line], { barmode: "stack" }, "layout.barmode"],
    [[line], { annotations: [{ text: "here" }] }, "unknown field layout.annotations"],
    [[line], { shapes: [{ type: "circle", x0: 0, x1: 1, y0: 0, y1: 1 }] }, "layout.shapes.0.type"],
    [[line], { yaxis: { type: "date" } }, "layout.yaxis.type"],
    [[line], { xaxis: { tickangle: 45 } }, "unknown field layout.xaxis.tickangle"],
    [[], {}, "data"],
  ];
  for (const [data, layout, expected] of cases) {
    const error = assertThrows(() => draw(data, layout), InputError, expected);
    assert(error.message.startsWith("figure test as a still picture: "), error.message);
  }
});

Deno.test("renderSvg: typed arrays are drawn as arrays", () => {
  const plain = [0.5, 0.25, 1];
  const with_ = (values: number[] | Float32Array) =>
    renderSvg(figureOf([{ type: "scatter", mode: "lines", x: values, y: values }]));
  assertEquals(with_(Float32Array.from(plain)), with_(plain));
});

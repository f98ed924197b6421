import { assert, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { auroc, averagePrecision } from "../../../lib/metrics/mod.ts";
import { Random } from "../../../lib/random.ts";
import type { Figure } from "../../../lib/report/figure/figure.ts";
import { CLASS_COLOURS, OKABE_ITO } from "../../../lib/report/figure/palette.ts";
import { plotAurocs } from "../../../lib/report/plots/aurocs.ts";
import { describeAurocs } from "../../../lib/report/plots/describe_aurocs.ts";
import { describeDownsampling } from "../../../lib/report/plots/describe_downsampling.ts";
import { plotLosses } from "../../../lib/report/plots/losses.ts";
import { plotPrecisionRecall } from "../../../lib/report/plots/precision_recall.ts";
import { plotRoc } from "../../../lib/report/plots/roc.ts";
import { plotScoreHistogram } from "../../../lib/report/plots/score_histogram.ts";
import { parseDrawable } from "../../../lib/report/svg/drawable.ts";
import { rowsTable } from "../../../lib/report/table/rows_table.ts";
import { assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";

const random = new Random(4);
const labels = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 0 : 1));
const scores = labels.map((label) => Math.round(random.uniform(0, 10) + 3 * label) / 10);
const losses = [{ total: 4, part: 1 }, { total: 2, part: 0.5 }];

/** A trace's coordinates as numbers. */
function pointsOf(figure: Figure, trace = 0): [number, number][] {
  const { x, y } = figure.data[trace]!;
  return (x as number[]).map((value, i) => [value, (y as number[])[i]!]);
}

Deno.test("plotRoc: the area under the drawn line is the AUROC", () => {
  const points = pointsOf(plotRoc({ scores, labels }));
  const area = points.slice(1).reduce((sum, [x, y], k) => {
    const [x0, y0] = points[k]!;
    return sum + (x - x0) * (y + y0) / 2;
  }, 0);
  assertNear(area, auroc(scores, labels), TOLERANCE.metric);
  assertEquals([points[0], points.at(-1)], [[0, 0], [1, 1]]);
});

Deno.test("plotPrecisionRecall: the area under the drawn steps is the average precision", () => {
  const figure = plotPrecisionRecall({ scores, labels });
  assertEquals(figure.data[0]!.line!.shape, "vh");
  const points = pointsOf(figure);
  const area = points.slice(1).reduce((sum, [x, y], k) => sum + (x - points[k]![0]) * y, 0);
  assertNear(area, averagePrecision(scores, labels), TOLERANCE.metric);
  assertEquals(pointsOf(figure, 1), [[0, 2 / 3], [1, 2 / 3]]); // the share of anomalous ones
});

Deno.test("plotScoreHistogram: every image is in one bin, the bins touch and cover all scores", () => {
  const { data } = plotScoreHistogram({ scores, labels });
  assertEquals(data.map((trace) => trace.name), ["normal (20)", "anomalous (40)"]);
  assertEquals(data.map((trace) => trace.marker!.color), [...CLASS_COLOURS]);
  for (const [label, trace] of data.entries()) {
    const [x, y, width] = [trace.x, trace.y, trace.width] as number[][];
    const own = scores.filter((_, i) => labels[i] === label);
    assertEquals(y!.reduce((sum, count) => sum + count, 0), own.length);
    x!.forEach((center, bin) => {
      const [low, high] = [center - width![bin]! / 2, center + width![bin]! / 2];
      if (bin > 0) assertNear(low, x![bin - 1]! + width![bin - 1]! / 2, TOLERANCE.metric);
      // Scores have one digit: those on an edge are counted in the upper bin.
      const inside = own.filter((score) => score >= low - 1e-9 && score < high - 1e-9).length;
      const last = bin === x!.length - 1 ? own.filter((s) => Math.abs(s - high) < 1e-9).length : 0;
      assertEquals(y![bin], inside + last);
    });
  }
});

Deno.test("plotScoreHistogram: a threshold is a vertical line, and only where one is given", () => {
  const without = plotScoreHistogram({ scores, labels });
  assertEquals([without.layout.shapes, without.data.length], [[], 2]);
  assert(without.caption.includes("No threshold"));
  const threshold = { value: 0.8, source: "the highest score of the 9 training images" };
  const figure = plotScoreHistogram({ scores, labels }, { threshold });
  const [{ x0, x1, yref, y0, y1 }] = figure.layout.shapes as [Record<string, unknown>];
  assertEquals([x0, x1, yref, y0, y1], [0.8, 0.8, "paper", 0, 1]);
  // Also one beyond all scores is within the axis, which Plotly does not see to.
  for (const value of [-3, 0.8, 7]) {
    const { layout } = plotScoreHistogram({ scores, labels }, {
      threshold: { ...threshold, value },
    });
    const [low, high] = layout.xaxis!.range as [number, number];
    assert(low < Math.min(value, ...scores) && high > Math.max(value, ...scores));
  }
  assertEquals(figure.data[2]!.name, "threshold 0.800");
  const above = [0, 1].map((label) =>
    scores.filter((score, i) => labels[i] === label && score > 0.8).length
  );
  assert(figure.caption.includes(
    `The threshold is ${threshold.source}; above it are ${above[0]} of 20 normal and ${
      above[1]
    } of 40 anomalous images.`,
  ));
  const chosen = "These images chose it, so this is no test of it.";
  assert(!figure.caption.includes(chosen));
  const byShown = plotScoreHistogram({ scores, labels }, {
    threshold: { ...threshold, byShown: true },
  });
  assert(byShown.caption.endsWith(` images. ${chosen}`), byShown.caption);
});

Deno.test("plotScoreHistogram: scores without labels, equal scores, one score", () => {
  const unknown = plotScoreHistogram({ scores: [1, 2, 3], labels: [0, undefined, undefined] });
  assertEquals(unknown.data.map((trace) => trace.name), ["normal (1)", "not labelled (2)"]);
  for (const equal of [[5], [0, 0], [-1, -1, -1]]) {
    const { data } = plotScoreHistogram({ scores: equal });
    assertEquals(data[0]!.y, [equal.length]);
  }
  assertThrows(() => plotScoreHistogram({ scores: [] }), InputError, "no scores");
  assertThrows(() => plotScoreHistogram({ scores: [1, NaN] }), InputError, "score 1 is NaN");
});

Deno.test("plotLosses: a line a term over epochs counted from 1", () => {
  const figure = plotLosses(losses);
  assertEquals(figure.data.map((trace) => trace.name), ["total", "part"]);
  assertEquals(pointsOf(figure, 1), [[1, 1], [2, 0.5]]);
  const looks = figure.data.map(({ line }) => [line!.color, line!.dash]);
  assert(looks[0]![0] !== looks[1]![0] && looks[0]![1] !== looks[1]![1]);
  assertThrows(() => plotLosses([]), InputError, "no epochs");
});

Deno.test("plotLosses: a log scale for positive losses of different sizes only", () => {
  const typeOf = (...totals: number[]) =>
    plotLosses(totals.map((total) => ({ total }))).layout.yaxis!.type;
  assertEquals(typeOf(1, 0.01), "log");
  assertEquals(typeOf(1, 0.1), undefined);
  assertEquals(typeOf(1, -0.01), undefined);
  assertEquals(typeOf(1, 0), undefined);
});

Deno.test("plotAurocs: the axis ends beside the outermost interval and published value", () => {
  const [from, to] = plotAurocs("bottle", [
    { label: "AE", value: 0.8, low: 0.7, high: 0.9 },
    { label: "DAAD", published: 0.95 },
  ]).layout.xaxis!.range as [number, number];
  assert(60 < from && from <= 69 && 96 <= to && to < 105, `${from} to ${to}`);
});

Deno.test("plotAurocs: each label stands beside its own values, the first one on top", () => {
  const { data, layout } = plotAurocs("bottle", [
    { label: "AE", value: 0.75, low: 0.625, high: 0.875, published: 0.25 },
    { label: "DAAD", value: 0.9375, low: 0.90625, high: 0.96875, published: 0.5 },
  ]);
  const { tickvals, ticktext } = layout.yaxis!;
  const labelAt = new Map(tickvals!.map((y, k) => [y, ticktext![k]]));
  const drawn = data.map(({ name, x, y }) => [
    name,
    ...(y as (number | null)[]).flatMap((y, i) => y === null ? [] : [[labelAt.get(y), x![i]]]),
  ]);
  assertEquals(drawn, [
    ["95 % interval", ["AE", 62.5], ["AE", 87.5], ["DAAD", 90.625], ["DAAD", 96.875]],
    ["ours", ["AE", 75], ["DAAD", 93.75]],
    ["published", ["AE", 25], ["DAAD", 50]],
  ]);
  const top = tickvals!.indexOf(Math.max(...tickvals!));
  assertEquals(ticktext![top], "AE"); // y points up
});

Deno.test("plotAurocs: without any value the axis is left to the chart", () => {
  assertEquals(plotAurocs("bottle", [{ label: "AE" }]).layout.xaxis?.range, undefined);
});

Deno.test("charts: titles, a caption, colours of the palette; drawable without Plotly", () => {
  const colours = new Set<unknown>(Object.values(OKABE_ITO));
  const figures = [
    plotRoc({ scores, labels }),
    plotPrecisionRecall({ scores, labels }),
    plotScoreHistogram({ scores, labels }, { threshold: { value: 1, source: "a choice" } }),
    plotLosses(losses),
  ];
  for (const figure of figures) {
    const { layout } = parseDrawable(figure);
    for (const { text } of [layout.title, layout.xaxis.title, layout.yaxis.title]) {
      assert(text.length > 4);
    }
    assert(figure.caption.endsWith("."));
    for (const { line, marker } of figure.data) {
      for (const colour of [line?.color, marker?.color]) {
        assert(colour === undefined || colours.has(colour));
      }
    }
  }
  assertEquals(new Set(figures.map(({ name }) => name)).size, figures.length);
});

Deno.test("describeAurocs: overlaps, what is below a guess, long lists are counted", () => {
  const point = (label: string, value: number, half?: number) => ({
    label,
    value,
    ...(half !== undefined && { low: value - half, high: value + half }),
  });
  assertEquals(describeAurocs([{ label: "published only" }]), "");
  assertEquals(
    describeAurocs([point("A", 0.4, 0.05), point("B", 0.8, 0.05)]),
    "Highest of ours: B, 80.0; its interval overlaps no other. Below a guess: A.",
  );
  const many = ["A", "B", "C", "D", "E", "F"].map((label, i) => point(label, 0.7 + i / 100, 0.1));
  assertEquals(
    describeAurocs([...many, point("G", 0.5, 0.01)]),
    "Highest of ours: F, 75.0; its interval overlaps that of 5 others.",
  );
  assertEquals(
    describeAurocs(many.map(({ label }, i) => point(label, 0.3 + i / 100))),
    "Highest of ours: F, 35.0. 6 of 6 are below a guess.",
  );
  const partial = { ...point("half", 0.95), partial: true };
  assertEquals(describeAurocs([point("all", 0.8), partial]), "Highest of ours: all, 80.0.");
  const means = [
    { ...point("one", 0.9), categories: ["bottle"] },
    { ...point("two", 0.8), categories: ["bottle", "grid"] },
  ];
  assertEquals(describeAurocs(means), "Highest of ours over 2 categories: two, 80.0.");
});

Deno.test("describeDownsampling: seeds are averaged, methods stand one after the other", () => {
  const points = [
    { method: "AE", ratio: 2, defect: 0.1, normal: 0.1 },
    { method: "AE", ratio: 4, defect: 0.2, normal: 0.1 },
    { method: "AE", ratio: 4, defect: 0.4, normal: 0.1 },
    { method: "MemAE", ratio: 2, defect: 0.2, normal: 0.4 },
  ];
  assertEquals(
    describeDownsampling(points),
    "AE: defects stand out most at ratio 4 (3.0 times the error of normal images); from ratio 2 to " +
      "4 the error of defects goes up 3.0-fold, that of normal images stays. MemAE: defects stand " +
      "out most at ratio 2 (0.5 times the error of normal images).",
  );
});

Deno.test("rowsTable: phrases wrap and stand left, results break before a bracket only", () => {
  const { html } = rowsTable("Answers", [
    { question: "one", answer: "in all of these categories", value: "97.1 ± 0.3 [96.2, 98.0] n=3" },
  ]);
  const [answer, value] = [...html.matchAll(/<td style="text-align:(\w+);[^"]*">([^<]*)<\/td>/g)];
  assertEquals(answer!.slice(1), ["left", "in all of these categories"]);
  assertEquals(value!.slice(1), ["right", "97.1\u00a0±\u00a00.3 [96.2,\u00a098.0] n=3"]);
});

import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { auroc, aurocOfCounts } from "../../../lib/metrics/images/auroc.ts";
import {
  averagePrecision,
  averagePrecisionOfCounts,
} from "../../../lib/metrics/images/average_precision.ts";
import {
  bootstrapIntervals,
  type BootstrapOptions,
  percentileInterval,
  type RankingMetric,
} from "../../../lib/metrics/images/bootstrap.ts";
import { Random } from "../../../lib/random.ts";
import { assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";
import { normalScores, pairShare } from "../scores.ts";

const data = normalScores({ normal: 40, anomalous: 60, shift: 1 });

/** The interval of one metric of one kind of score. */
function bootstrapInterval(
  { scores, labels, metric, ...options }: {
    scores: ArrayLike<number>;
    labels: ArrayLike<number>;
    metric: RankingMetric;
  } & BootstrapOptions,
) {
  return bootstrapIntervals({ scores: [scores], labels, metrics: { metric }, ...options })[0]!
    .metric;
}

Deno.test("bootstrapInterval: the seed decides the interval", () => {
  const interval = (seed: number) =>
    bootstrapInterval({ ...data, metric: aurocOfCounts, seed, replicates: 200 });
  assertEquals(interval(3), interval(3));
  assertNotEquals(interval(3), interval(4));
});

Deno.test("bootstrapInterval: holds the value, and a higher level holds a lower one", () => {
  for (
    const [whole, metric] of [
      [auroc, aurocOfCounts],
      [averagePrecision, averagePrecisionOfCounts],
    ] as const
  ) {
    const value = whole(data.scores, data.labels);
    const wide = bootstrapInterval({ ...data, metric, level: 0.95 });
    const narrow = bootstrapInterval({ ...data, metric, level: 0.5 });
    const bounds = [wide.low, narrow.low, value, narrow.high, wide.high];
    assertEquals(bounds, bounds.toSorted((a, b) => a - b));
    assert(wide.low < narrow.low && narrow.high < wide.high);
  }
});

Deno.test("bootstrapInterval: each resample has as many of each class, drawn from it", () => {
  const { scores, labels } = data; // all different: a threshold tells which image was drawn
  const seen = new Set<number>();
  let repeats = 0;
  bootstrapInterval({
    scores,
    labels,
    replicates: 50,
    metric: ({ thresholds, anomalous, normal }) => {
      assertEquals([anomalous.at(-1), normal.at(-1)], [60, 40]);
      thresholds.forEach((score, k) => {
        const from = scores.indexOf(score);
        const [hits, misses] = [anomalous, normal].map((n) => n[k]! - (n[k - 1] ?? 0)) as [
          number,
          number,
        ];
        assert(labels[from] === 1 ? hits > 0 && misses === 0 : hits === 0 && misses > 0);
        seen.add(from);
      });
      if (thresholds.length < 100) repeats++;
      return 0.5;
    },
  });
  assertEquals(repeats, 50, "drawn without replacement");
  assertEquals(seen.size, 100);
});

Deno.test("bootstrapIntervals: exactly those of samples that are drawn and sorted one resample at a time", () => {
  const random = new Random(1);
  const labels = Array.from({ length: 60 }, () => random.integer(2));
  const rounded = labels.map((label) => random.integer(6) + label); // many ties
  const single = Float32Array.from(labels, (label) => random.normal() + label);
  const options = { replicates: 300, seed: 5 };
  const found = bootstrapIntervals({
    ...options,
    ...{ scores: [rounded, single], labels },
    metrics: { auroc: aurocOfCounts, precision: averagePrecisionOfCounts },
  });
  const all = labels.map((_, i) => i);
  const strata = [0, 1].map((label) => all.filter((i) => labels[i] === label));
  const expected = [rounded, single].map((scores) => {
    const by = (metric: typeof auroc) =>
      percentileInterval(
        strata,
        options,
        (drawn) => metric(drawn.map((i) => scores[i]!), drawn.map((i) => labels[i]!)),
      );
    return { auroc: by(auroc), precision: by(averagePrecision) };
  });
  assertEquals(found, expected);
});

Deno.test("bootstrapInterval: as wide as the standard error by Hanley and McNeil says", () => {
  const { scores, labels } = data;
  const [normal, anomalous] = [40, 60];
  const of = (label: number) => scores.filter((_, i) => labels[i] === label);
  const a = auroc(scores, labels);
  // Q1: two anomalous samples both beat one normal one; Q2: one anomalous beats two normal ones.
  const meanSquare = (shares: number[]) =>
    shares.reduce((sum, share) => sum + share ** 2, 0) / shares.length;
  const q1 = meanSquare(of(0).map((n) => of(1).filter((s) => s > n).length / anomalous));
  const q2 = meanSquare(of(1).map((s) => of(0).filter((n) => s > n).length / normal));
  assertNear(pairShare(scores, labels, (s, n) => (s > n ? 1 : 0)), a, TOLERANCE.metric);
  const variance = (a * (1 - a) + (anomalous - 1) * (q1 - a * a) + (normal - 1) * (q2 - a * a)) /
    (anomalous * normal);
  const { low, high } = bootstrapInterval({
    ...{ scores, labels, replicates: 10000 },
    metric: aurocOfCounts,
  });
  const width = 2 * 1.959964 * Math.sqrt(variance);
  assertNear((high - low) / width, 1, TOLERANCE.bootstrapWidth);
});

Deno.test("bootstrapInterval: 80 % intervals of 200 data sets hold the true AUROC in 80 %", () => {
  const truth = 0.7602499; // Φ(1 / √2): the AUROC of N(0, 1) against N(1, 1)
  let held = 0;
  for (let seed = 0; seed < 200; seed++) {
    const drawn = normalScores({ normal: 30, anomalous: 30, shift: 1, seed });
    const { low, high } = bootstrapInterval({
      ...drawn,
      metric: aurocOfCounts,
      level: 0.8,
      replicates: 200,
      seed,
    });
    if (low <= truth && truth <= high) held++;
  }
  assertNear(held / 200, 0.8, TOLERANCE.coverage);
});

Deno.test("bootstrapInterval: resamples of equal scores are left out", () => {
  let computed = 0;
  const { low, high, replicates } = bootstrapInterval({
    scores: [1, 2, 2, 1], // one resample in eight is 1, 1, 1, 1 or 2, 2, 2, 2
    labels: [0, 0, 1, 1],
    metric: (counts) => {
      computed++;
      assert(counts.thresholds.length > 1);
      return aurocOfCounts(counts);
    },
    replicates: 800,
  });
  assertNear(computed, 700, 30);
  assertEquals(replicates, computed, "those that were left out do not count");
  assertEquals([low, high], [0, 1]);
});

Deno.test("percentileInterval: linear interpolation between sorted values", () => {
  const interval = (values: number[], level: number) => {
    let next = 0;
    const { low, high } = percentileInterval(
      [[0]],
      { replicates: values.length, level },
      () => values[next++]!,
    );
    return [low, high];
  };
  assertEquals(interval([3, 0, 2, 1], 0.5), [0.75, 2.25]);
  assertEquals(interval([NaN, 3, 0, NaN, 2, 1], 0.5), [0.75, 2.25]);
  const hundred = interval(Array.from({ length: 101 }, (_, i) => (i * 37) % 101), 0.9);
  assertNear(hundred[0]!, 5, TOLERANCE.metric);
  assertNear(hundred[1]!, 95, TOLERANCE.metric);
});

Deno.test("percentileInterval: draws each stratum from itself, as often as it is long", () => {
  const strata = [[10, 11, 12], [20, 21]];
  const seen = new Set<number>();
  percentileInterval(strata, { replicates: 50 }, (drawn) => {
    assertEquals(drawn.map((i) => Math.floor(i / 10)), [1, 1, 1, 2, 2]);
    drawn.forEach((i) => seen.add(i));
    return 0;
  });
  assertEquals([...seen].sort(), [10, 11, 12, 20, 21]);
});

Deno.test("bootstrapInterval: refuses a level that is no share", () => {
  for (const level of [0, 1, 95, NaN]) {
    assertThrows(
      () => bootstrapInterval({ ...data, metric: aurocOfCounts, level }),
      RangeError,
      `Cannot use level ${level}: expected (0, 1)`,
    );
  }
});

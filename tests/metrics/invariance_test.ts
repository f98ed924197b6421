/** Properties of all ranking metrics, on several hundred random cases with ties. */
import { assertEquals } from "@std/assert";
import {
  auroc,
  averagePrecision,
  deLongInterval,
  f1Max,
  falsePositiveRate,
  pixelAuroc,
  pixelAveragePrecision,
  pixelF1Max,
  type PixelScores,
  pro,
  rankPixels,
} from "../../lib/metrics/mod.ts";
import { Random } from "../../lib/random.ts";
import { assertNear } from "../close.ts";
import { TOLERANCE } from "../tolerances.ts";
import { reorder } from "./maps.ts";

const CASES = 400;

/**
 * Strictly increasing on multiples of 1/4 in [−8, 8], in float32 too: neighbours stay many times
 * its spacing apart.
 */
const TRANSFORMS: readonly ((score: number) => number)[] = [
  (score) => Math.exp(score),
  (score) => score ** 3 + score,
  (score) => 3 * score - 100,
  (score) => Math.atan(score),
  (score) => (score < 0 ? score / 8 : 1000 * score),
];

/** Whole numbers of quarters in [−8, 8]: ties are frequent. */
const quarter = (random: Random, limit: number) => (random.integer(8 * limit + 1) - 4 * limit) / 4;

function drawSamples(random: Random): { scores: number[]; labels: number[] } {
  const count = 4 + random.integer(60);
  const limit = 1 + random.integer(8);
  const labels = Array.from({ length: count }, (_, i) => (i < 4 ? i % 2 : random.integer(2)));
  const scores = labels.map(() => quarter(random, limit));
  scores[0] = limit + 0.25; // not all equal
  return { scores, labels };
}

function drawPixels(random: Random): PixelScores & { imageCount: number } {
  const [imageCount, height, width] = [1, 2, 3].map(() => 2 + random.integer(6)) as [
    number,
    number,
    number,
  ];
  const limit = 1 + random.integer(8);
  const masks = new Uint8Array(imageCount * height * width).map(() =>
    random.integer(3) === 0 ? 1 : 0
  );
  masks.set([0, 1]);
  const maps = new Float32Array(masks.length).map(() => quarter(random, limit));
  maps[0] = limit + 0.25;
  return { maps, masks, height, width, imageCount };
}

function imageMetrics(scores: number[], labels: number[]): unknown[] {
  const { low, high, standardError } = deLongInterval(scores, labels);
  return [
    auroc(scores, labels),
    averagePrecision(scores, labels),
    f1Max(scores, labels).value,
    falsePositiveRate(scores, labels),
    low,
    high,
    standardError,
  ];
}

function pixelMetrics(scores: PixelScores): number[] {
  const pixels = rankPixels(scores);
  const { value } = pixelF1Max(pixels);
  return [pixelAuroc(pixels), pixelAveragePrecision(pixels), value];
}

Deno.test("metrics of images: strictly increasing transforms change nothing", () => {
  const random = new Random(1);
  for (let i = 0; i < CASES; i++) {
    const { scores, labels } = drawSamples(random);
    const transform = TRANSFORMS[i % TRANSFORMS.length]!;
    const changed = scores.map(transform);
    assertEquals(imageMetrics(changed, labels), imageMetrics(scores, labels));
    assertEquals(f1Max(changed, labels).threshold, transform(f1Max(scores, labels).threshold));
  }
});

Deno.test("metrics of images: the order of the images changes nothing", () => {
  const random = new Random(2);
  for (let i = 0; i < CASES; i++) {
    const { scores, labels } = drawSamples(random);
    const order = random.permutation(scores.length);
    const of = (values: number[]) => Array.from(order, (from) => values[from]!);
    const [values, shuffled] = [
      imageMetrics(scores, labels),
      imageMetrics(of(scores), of(labels)),
    ];
    assertEquals(shuffled.slice(0, 4), values.slice(0, 4));
    values.slice(4).forEach((value, k) =>
      // sums of squares, in another order
      assertNear(shuffled[4 + k] as number, value as number, TOLERANCE.metric)
    );
    assertEquals(f1Max(of(scores), of(labels)), f1Max(scores, labels));
  }
});

Deno.test("metrics of pixels: strictly increasing transforms change nothing", () => {
  const random = new Random(3);
  for (let i = 0; i < CASES; i++) {
    const scores = drawPixels(random);
    const maps = scores.maps.map(TRANSFORMS[i % TRANSFORMS.length]!);
    assertEquals(pixelMetrics({ ...scores, maps }), pixelMetrics(scores));
    assertEquals(pro(rankPixels({ ...scores, maps })), pro(rankPixels(scores)));
  }
});

Deno.test("metrics of pixels: the order of the images changes nothing", () => {
  const random = new Random(4);
  for (let i = 0; i < CASES; i++) {
    const scores = drawPixels(random);
    const shuffled = reorder(scores, [...random.permutation(scores.imageCount)]);
    assertEquals(pixelMetrics(shuffled), pixelMetrics(scores));
    const [a, b] = [shuffled, scores].map((pixels) => pro(rankPixels(pixels)));
    assertNear(a!, b!, TOLERANCE.metric); // a sum of shares, in another order
  }
});

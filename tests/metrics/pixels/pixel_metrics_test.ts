import { assertEquals } from "@std/assert";
import { decodeCategory, type ImageSet, loadCategory } from "../../../lib/data/mod.ts";
import {
  auroc,
  averagePrecision,
  f1Max,
  pixelAuroc,
  pixelAveragePrecision,
  pixelF1Max,
  type PixelScores,
  pro,
  rankPixels,
} from "../../../lib/metrics/mod.ts";
import { assertNear } from "../../close.ts";
import golden from "../../golden/metrics.json" with { type: "json" };
import { skipBecause } from "../../skip.ts";
import { TOLERANCE } from "../../tolerances.ts";
import { PIXEL_CASES, type PixelValues } from "../golden_pixels.ts";
import { noiseMaps } from "../maps.ts";

function assertValues(scores: PixelScores, expected: PixelValues): void {
  const pixels = rankPixels(scores);
  assertNear(pixelAuroc(pixels), expected.auroc, TOLERANCE.metric);
  assertNear(pixelAveragePrecision(pixels), expected.average_precision, TOLERANCE.metric);
  const { value, threshold } = pixelF1Max(pixels);
  assertNear(value, expected.f1_max.value, TOLERANCE.metric);
  assertEquals(threshold, expected.f1_max.threshold);
  for (const [limit, area] of Object.entries(expected.pro)) {
    assertNear(pro(pixels, { limit: Number(limit) }), area, TOLERANCE.pro);
  }
}

for (const { name, pixels, values } of PIXEL_CASES) {
  Deno.test(`pixel metrics: agree with scikit-learn and the counted PRO: ${name}`, () =>
    assertValues(pixels, values));
}

const ROOT = "../shared/data/mvtec_ad_256/bottle";
const missing = exists(ROOT) ? undefined : `${ROOT} is missing`;
if (!skipBecause("pixel metrics of bottle at 256×256", missing)) {
  Deno.test("pixel metrics: agree on 5.4 million pixels of bottle", async () => {
    const category = await loadCategory(ROOT);
    const { train, test, masks } = await decodeCategory(category, { imageSize: 256, channels: 3 });
    const length = 256 * 256 * 3;
    const total = new Float64Array(length);
    const pixelsOf = (set: ImageSet) => set.read(set.files.map((_, i) => i));
    (await pixelsOf(train)).forEach((value, i) => total[i % length]! += value);
    const maps = new Float32Array(masks!.length); // whole numbers below 2²⁴
    (await pixelsOf(test)).forEach((value, i) => {
      maps[Math.floor(i / 3)]! += Math.abs(train.files.length * value - total[i % length]!);
    });
    assertValues({ maps, masks: masks!, height: 256, width: 256 }, golden.bottle_256);
  });
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

Deno.test("pixel metrics: what the metrics of samples give in float64", () => {
  const scores = noiseMaps({ imageCount: 4, side: 40 });
  const [maps, pixels] = [new Float64Array(scores.maps), rankPixels(scores)];
  assertEquals(pixelAuroc(pixels), auroc(maps, scores.masks));
  assertEquals(pixelAveragePrecision(pixels), averagePrecision(maps, scores.masks));
  assertEquals(pixelF1Max(pixels), f1Max(maps, scores.masks));
});

import { assert, assertEquals, assertThrows } from "@std/assert";
import { auroc } from "../../../lib/metrics/images/auroc.ts";
import {
  type BootstrapOptions,
  type Interval,
  percentileInterval,
} from "../../../lib/metrics/images/bootstrap.ts";
import { pixelAurocInterval } from "../../../lib/metrics/pixels/pixel_interval.ts";
import { pixelAuroc } from "../../../lib/metrics/pixels/pixel_metrics.ts";
import { type PixelScores, rankPixels } from "../../../lib/metrics/pixels/ranked_pixels.ts";
import { assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";
import { noiseMaps } from "../maps.ts";

const intervalOf = (scores: PixelScores, options: BootstrapOptions) =>
  pixelAurocInterval(rankPixels(scores), options);

/** Makes the same draws of whole images, but sorts all pixels of every replicate. */
function exactInterval(
  { maps, masks, height, width }: PixelScores,
  options: { replicates: number; seed: number },
): Interval {
  const size = height * width;
  const imageCount = maps.length / size;
  const part = <T extends Float32Array | Uint8Array>(all: T, image: number) =>
    all.subarray(image * size, (image + 1) * size) as T;
  const images = [...Array(imageCount).keys()];
  const anomalous = (image: number) => part(masks, image).some((value) => value === 1);
  const strata = [images.filter((image) => !anomalous(image)), images.filter(anomalous)];
  return percentileInterval(strata, options, (drawn) =>
    auroc(
      new Float32Array(drawn.flatMap((image) => [...part(maps, image)])),
      new Uint8Array(drawn.flatMap((image) => [...part(masks, image)])),
    ));
}

Deno.test("pixelAurocInterval: exact within a bin when there are more pixels than bins", () => {
  const data = noiseMaps({ imageCount: 10, side: 80 });
  for (const seed of [0, 1, 2]) {
    const options = { replicates: 15, seed };
    const [binned, exact] = [
      intervalOf(data, options),
      exactInterval(data, options),
    ];
    assertNear(binned.low, exact.low, TOLERANCE.pixelBins);
    assertNear(binned.high, exact.high, TOLERANCE.pixelBins);
    assert(exact.high - exact.low > 10 * TOLERANCE.pixelBins, "replicates that hardly differ");
  }
});

Deno.test("pixelAurocInterval: exact when there are fewer pixels than bins", () => {
  const data = noiseMaps({ imageCount: 8, side: 12 });
  const options = { replicates: 30, seed: 5 };
  const [binned, exact] = [
    intervalOf(data, options),
    exactInterval(data, options),
  ];
  assertNear(binned.low, exact.low, TOLERANCE.metric);
  assertNear(binned.high, exact.high, TOLERANCE.metric);
});

Deno.test("pixelAurocInterval: few anomalous pixels next to a large tie are told apart", () => {
  const masks = new Uint8Array(2 * 100 * 100);
  masks.fill(1, 0, 3); // fewer than a bin holds
  const interval = (anomalous: number) => {
    const maps = Float32Array.from(masks, (mask, i) => (mask === 1 ? anomalous + i : 0));
    const { low, high } = intervalOf({ maps, masks, height: 100, width: 100 }, { replicates: 5 });
    return [low, high];
  };
  assertEquals(interval(5), [1, 1]);
  assertEquals(interval(-5), [0, 0]);
});

Deno.test("pixelAurocInterval: large ties agree with sorting all pixels", () => {
  const noise = noiseMaps({ imageCount: 10, side: 60 });
  const data = { ...noise, maps: noise.maps.map((value) => Math.max(0, value)) };
  const options = { replicates: 15, seed: 1 };
  const [binned, exact] = [
    intervalOf(data, options),
    exactInterval(data, options),
  ];
  assertNear(binned.low, exact.low, TOLERANCE.pixelBins);
  assertNear(binned.high, exact.high, TOLERANCE.pixelBins);
});

Deno.test("pixelAurocInterval: holds the value; the seed decides the interval", () => {
  const data = noiseMaps({ imageCount: 10, side: 20 });
  const value = pixelAuroc(rankPixels(data));
  const interval = intervalOf(data, { replicates: 200, seed: 1 });
  assert(interval.low < value && value < interval.high);
  assertEquals(intervalOf(data, { replicates: 200, seed: 1 }), interval);
  assert(intervalOf(data, { replicates: 200, seed: 2 }).low !== interval.low);
});

Deno.test("rankPixels: refuses pixels that are no whole images", () => {
  const { maps, masks } = noiseMaps({ imageCount: 2, side: 10 });
  assertThrows(
    () => rankPixels({ maps, masks, height: 10, width: 15 }),
    RangeError,
    "Cannot divide 200 pixels into images of 10×15",
  );
});

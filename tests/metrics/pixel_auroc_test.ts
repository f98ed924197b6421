import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { auroc } from "../../lib/metrics/auroc.ts";
import { type Interval, percentileInterval } from "../../lib/metrics/bootstrap.ts";
import { pixelAuroc, pixelAurocInterval } from "../../lib/metrics/pixel_auroc.ts";
import { Random } from "../../lib/random.ts";
import golden from "../golden/metrics.json" with { type: "json" };
import { TOLERANCE } from "../tolerances.ts";

interface Maps {
  readonly maps: Float32Array;
  readonly masks: Uint8Array;
  readonly imageCount: number;
}

/** Images of noise of their own level; every second one has a brighter square. */
function noiseMaps({ imageCount, side }: { imageCount: number; side: number }): Maps {
  const random = new Random(2);
  const maps = new Float32Array(imageCount * side * side);
  const masks = new Uint8Array(maps.length);
  for (let image = 0; image < imageCount; image++) {
    const [level, defect] = [random.normal() / 2, random.uniform(0.5, 1.5)];
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const pixel = (image * side + y) * side + x;
        const inside = image % 2 === 1 && x < side / 4 && y < side / 3;
        masks[pixel] = inside ? 1 : 0;
        maps[pixel] = random.normal() + level + (inside ? defect : 0);
      }
    }
  }
  return { maps, masks, imageCount };
}

/** The same draws of whole images, but every replicate sorts all of its pixels. */
function exactInterval(
  { maps, masks, imageCount }: Maps,
  options: { replicates: number; seed: number },
): Interval {
  const size = maps.length / imageCount;
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

Deno.test("pixelAuroc: agrees with scikit-learn on float32 maps", () => {
  const { scores, labels, auroc: expected } = golden.pixels;
  const value = pixelAuroc(new Float32Array(scores), new Uint8Array(labels));
  assertAlmostEquals(value, expected, TOLERANCE.metric);
});

Deno.test("pixelAuroc: the float32 path gives what the float64 path does", () => {
  const { maps, masks } = noiseMaps({ imageCount: 4, side: 40 });
  assertEquals(pixelAuroc(maps, masks), auroc(new Float64Array(maps), masks));
});

Deno.test("pixelAurocInterval: exact within a bin when there are more pixels than bins", () => {
  const data = noiseMaps({ imageCount: 10, side: 80 });
  for (const seed of [0, 1, 2]) {
    const options = { replicates: 15, seed };
    const [binned, exact] = [
      pixelAurocInterval({ ...data, ...options }),
      exactInterval(data, options),
    ];
    assertAlmostEquals(binned.low, exact.low, TOLERANCE.pixelBins);
    assertAlmostEquals(binned.high, exact.high, TOLERANCE.pixelBins);
    assert(exact.high - exact.low > 10 * TOLERANCE.pixelBins, "replicates that hardly differ");
  }
});

Deno.test("pixelAurocInterval: exact when there are fewer pixels than bins", () => {
  const data = noiseMaps({ imageCount: 8, side: 12 });
  const options = { replicates: 30, seed: 5 };
  const [binned, exact] = [
    pixelAurocInterval({ ...data, ...options }),
    exactInterval(data, options),
  ];
  assertAlmostEquals(binned.low, exact.low, TOLERANCE.metric);
  assertAlmostEquals(binned.high, exact.high, TOLERANCE.metric);
});

Deno.test("pixelAurocInterval: few anomalous pixels next to a large tie are told apart", () => {
  const masks = new Uint8Array(2 * 100 * 100);
  masks.fill(1, 0, 3); // fewer than a bin holds
  const interval = (anomalous: number) => {
    const maps = Float32Array.from(masks, (mask, i) => (mask === 1 ? anomalous + i : 0));
    const { low, high } = pixelAurocInterval({ maps, masks, imageCount: 2, replicates: 5 });
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
    pixelAurocInterval({ ...data, ...options }),
    exactInterval(data, options),
  ];
  assertAlmostEquals(binned.low, exact.low, TOLERANCE.pixelBins);
  assertAlmostEquals(binned.high, exact.high, TOLERANCE.pixelBins);
});

Deno.test("pixelAurocInterval: holds the value; the seed decides the interval", () => {
  const data = noiseMaps({ imageCount: 10, side: 20 });
  const value = pixelAuroc(data.maps, data.masks);
  const interval = pixelAurocInterval({ ...data, replicates: 200, seed: 1 });
  assert(interval.low < value && value < interval.high);
  assertEquals(pixelAurocInterval({ ...data, replicates: 200, seed: 1 }), interval);
  assert(pixelAurocInterval({ ...data, replicates: 200, seed: 2 }).low !== interval.low);
});

Deno.test("pixelAurocInterval: refuses pixels that are no whole images", () => {
  const { maps, masks } = noiseMaps({ imageCount: 2, side: 10 });
  assertThrows(
    () => pixelAurocInterval({ maps, masks, imageCount: 3 }),
    RangeError,
    "Cannot divide 200 pixels into 3 images",
  );
});

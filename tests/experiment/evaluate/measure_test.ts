/** Which images pixel metrics use; a metric that cannot be measured does not cost the others. */
import { assertEquals } from "@std/assert";
import { memoryImages } from "../../../lib/data/images/memory_images.ts";
import type { CategoryImages, ImageFile } from "../../../lib/data/mod.ts";
import type { Detector } from "../../../lib/detector/contract/detector.ts";
import type { ScoredImages } from "../../../lib/detector/scoring/scoring.ts";
import { measure } from "../../../lib/experiment/evaluate/evaluate.ts";

const FILES: readonly ImageFile[] = [
  { path: "n0", label: 0, type: "good" },
  { path: "n1", label: 0, type: "good" },
  { path: "a0", label: 1, type: "bent", mask: "m0" },
  { path: "a1", label: 1, type: "torn" },
];
/** Two pixels per image; the first of the last two is the defect. */
const MAPS = Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.9, 0.05, 0.95, 0.5);

async function measured(masks: Uint8Array, maps = MAPS) {
  const set = memoryImages({
    files: FILES,
    height: 1,
    width: 2,
    channels: 1,
    pixels: new Uint8Array(8),
  });
  const data = { train: set, test: set, masks } as unknown as CategoryImages;
  const scored = { scores: Float64Array.of(1, 2, 3, 4), maps, seconds: 0 };
  return await measure({} as Detector, data, scored as unknown as ScoredImages, 0);
}

Deno.test("measure: a defect without a mask is left out of metrics of pixels", async () => {
  const { metrics, warnings } = await measured(Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0));
  // With it, its defect would be the highest of all normal pixels: 0.5.
  assertEquals([metrics.pixelAuroc?.value, metrics.pixelAveragePrecision], [1, 1]);
  assertEquals([metrics.imageAuroc.value, warnings], [1, []]);
});

Deno.test("measure: where no pixel is marked, the metrics of images are left", async () => {
  const { metrics, warnings } = await measured(new Uint8Array(8));
  assertEquals([metrics.pixelAuroc, metrics.imageAuroc.value], [undefined, 1]);
  assertEquals(warnings, [
    "no metrics of pixels: pixel scores: all 4 labels are normal; it needs anomalous ones too",
  ]);
});

Deno.test("measure: maps that are not finite cost the metrics of pixels alone", async () => {
  const { metrics, warnings } = await measured(
    Uint8Array.of(0, 0, 0, 0, 1, 0, 1, 0),
    MAPS.with(0, NaN),
  );
  assertEquals([metrics.pixelAuroc, metrics.imageAuroc.value], [undefined, 1]);
  assertEquals(warnings, ["no metrics of pixels: pixel scores: score 0 of 8 is NaN"]);
});

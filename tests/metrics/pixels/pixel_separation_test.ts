import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import {
  pixelAuroc,
  PixelReference,
  type PixelScores,
  rankPixels,
} from "../../../lib/metrics/mod.ts";
import { noiseMaps } from "../maps.ts";

/** The first images as the reference, which has no defects. */
function parts({ maps, masks, height, width }: PixelScores, images: number) {
  const pixels = images * height * width;
  return {
    reference: new PixelReference(maps.slice(0, pixels)),
    scores: maps.subarray(pixels),
    masks: masks.subarray(pixels),
  };
}

const NOISE = noiseMaps({ imageCount: 6, side: 12 });
const CASES: Record<string, PixelScores> = {
  "scores that differ": NOISE,
  "ties, and zeros of both signs": { ...NOISE, maps: NOISE.maps.map(Math.round) },
  "two scores": { ...NOISE, maps: NOISE.maps.map((score) => score > 1 ? 3 : -2) },
};

for (const [name, pixels] of Object.entries(CASES)) {
  Deno.test(`PixelReference: ${name}: the same number as sorting all pixels`, () => {
    const masks = pixels.masks.slice().fill(0, 0, 2 * 12 * 12);
    const { reference, ...rest } = parts({ ...pixels, masks }, 2);
    const expected = pixelAuroc(rankPixels({ ...pixels, masks }));
    for (let repeat = 0; repeat < 2; repeat++) {
      assertEquals(reference.auroc(rest.scores, rest.masks), expected);
    }
  });
}

Deno.test("PixelReference: nothing where no pixel is anomalous or all scores are equal", () => {
  const reference = new PixelReference(Float32Array.of(1, 1));
  assertEquals(reference.auroc(Float32Array.of(2, 3), Uint8Array.of(0, 0)), undefined);
  assertEquals(reference.auroc(Float32Array.of(1, 1), Uint8Array.of(0, 1)), undefined);
  assertEquals(reference.auroc(Float32Array.of(2, 2), Uint8Array.of(1, 1)), 1);
  assertEquals(reference.auroc(Float32Array.of(2, 1), Uint8Array.of(0, 1)), 1 / 3);
});

Deno.test("PixelReference: refuses scores that are not finite", () => {
  for (const score of [NaN, Infinity, -Infinity]) {
    assertThrows(
      () => new PixelReference(Float32Array.of(0, score, 1)),
      InputError,
      `pixel AUROC: a score of 3 is ${score}`,
    );
    const reference = new PixelReference(Float32Array.of(0, 1));
    const masks = Uint8Array.of(1, 0);
    assertThrows(() => reference.auroc(Float32Array.of(score, 1), masks), InputError);
  }
  const reference = new PixelReference(Float32Array.of(0, 1));
  assertThrows(
    () => reference.auroc(Float32Array.of(1), Uint8Array.of(1, 0)),
    RangeError,
    "1 scores for 2 pixels of masks",
  );
});

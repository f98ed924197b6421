import { assert, assertEquals, assertThrows } from "@std/assert";
import { pro, proCurve, rankPixels } from "../../../lib/metrics/mod.ts";
import { assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";

/** One row of pixels: two regions, of 1 and of 3 pixels, and four normal ones. */
const row = {
  maps: new Float32Array([9, 5, 8, 7, 5, 6, 1, 5]),
  masks: new Uint8Array([0, 1, 0, 1, 1, 1, 0, 0]),
  height: 1,
  width: 8,
};

Deno.test("proCurve: regions count alike whatever their size, counted by hand", () => {
  const { thresholds, falsePositiveRates, overlaps } = proCurve(rankPixels(row));
  assertEquals([...thresholds], [9, 8, 7, 6, 5, 1]);
  assertEquals([...falsePositiveRates], [1 / 4, 2 / 4, 2 / 4, 2 / 4, 3 / 4, 1]);
  [0, 0, 1 / 6, 2 / 6, 1, 1].forEach((overlap, k) =>
    assertNear(overlaps[k]!, overlap, TOLERANCE.metric)
  );
});

Deno.test("pro: lines between thresholds, cut at the limit", () => {
  const area = (limit: number) => pro(rankPixels(row), { limit }) * limit;
  assertNear(area(0.5), 0, TOLERANCE.metric);
  // From (0.5, 1/3) to (0.75, 1): at 0.6 it is 1/3 + 0.4 · 2/3 = 0.6.
  assertNear(area(0.6), 0.1 * (1 / 3 + 0.6) / 2, TOLERANCE.metric);
  assertNear(area(1), 0.25 * (1 / 3 + 1) / 2 + 0.25, TOLERANCE.metric);
});

Deno.test("proCurve: the limit leaves out what lies beyond its first threshold", () => {
  const pixels = rankPixels(row);
  const [whole, part] = [proCurve(pixels), proCurve(pixels, { limit: 0.5 })];
  assertEquals([...part.overlaps], [...whole.overlaps.subarray(0, 5)]);
  assert(part.falsePositiveRates.at(-1)! > 0.5);
});

Deno.test("pro: a tie beyond the limit is a line across it", () => {
  const maps = Float32Array.from(row.masks, () => 1);
  maps[7] = 0;
  const masks = new Uint8Array([0, 1, 0, 1, 1, 1, 0, 0]);
  // One step from (0, 0) to (3/4, 1): at 0.3 it is 0.4.
  assertNear(pro(rankPixels({ ...row, maps, masks })), 0.2, TOLERANCE.metric);
});

Deno.test("pro: refuses a limit that is no rate", () => {
  for (const limit of [0, 1.1, NaN]) {
    assertThrows(() => pro(rankPixels(row), { limit }), RangeError, `Cannot use limit ${limit}`);
  }
});

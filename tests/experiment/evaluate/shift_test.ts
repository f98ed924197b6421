import { assert, assertEquals } from "@std/assert";
import { memoryImages } from "../../../lib/data/images/memory_images.ts";
import { shiftWarnings, testShift } from "../../../lib/experiment/evaluate/shift.ts";
import { rankTest } from "../../../lib/metrics/mod.ts";
import { Random } from "../../../lib/random.ts";
import { assertNear } from "../../close.ts";
import { testImages } from "../../test_images.ts";

/** Test images with every value lowered by `by`. */
function darker(count: number, by: number, seed: number) {
  const set = testImages({ count, size: 8, channels: 1, seed });
  return memoryImages({ ...set, pixels: set.pixels.map((value) => Math.max(0, value - by)) });
}

Deno.test("rankTest: the exact distribution's probabilities, nearly, and the AUROC", () => {
  // All 252 orders of five and five scores are equally likely; two are as extreme as this one.
  assertNear(rankTest([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]).p, 2 / 252, 0.005);
  // U = 2 of 25: 4 of 252 orders are as extreme in this direction, 8 in both.
  const mixed = rankTest([1, 2, 3, 5, 6], [4, 7, 8, 9, 10]);
  assertNear(mixed.above, 23 / 25, 1e-12);
  assertNear(mixed.p, 8 / 252, 0.006);
  assertEquals(rankTest([1, 1], [1, 1]), { above: 0.5, p: 1 });
});

Deno.test("rankTest: groups that do not differ fail at a level as often as it says", () => {
  const random = new Random(1);
  const draw = (count: number) => Array.from({ length: count }, () => random.uniform(0, 1));
  const tries = 2000;
  const failed = Array.from({ length: tries }, () => rankTest(draw(30), draw(12)).p < 0.05)
    .filter(Boolean).length;
  assertNear(failed / tries, 0.05, 4 * Math.sqrt(0.05 * 0.95 / tries)); // four standard deviations
});

Deno.test("testShift: darker test images are named, like ones are not", async () => {
  const train = darker(60, 0, 1);
  const same = await testShift(train, darker(30, 0, 2));
  assertEquals(same!.warnings, []);
  const other = await testShift(train, darker(30, 90, 2));
  assertEquals(other!.shift.tests.brightness!.above < 0.1, true);
  assert(
    other!.warnings[0]!.startsWith(
      "the normal test images differ from the training images: darker in ",
    ),
    other!.warnings[0],
  );
  assert(other!.warnings[0]!.includes("level 0.001"));
  assertEquals(await testShift(train, darker(7, 90, 2)), undefined);
});

Deno.test("testShift: anomalous test images do not count", async () => {
  const [normal, dark] = [darker(30, 0, 2), darker(30, 90, 3)];
  const test = memoryImages({
    ...normal,
    files: [...normal.files, ...dark.files.map((file) => ({ ...file, label: 1 as const }))],
    pixels: Uint8Array.of(...normal.pixels, ...dark.pixels),
  });
  const train = darker(60, 0, 1);
  const found = await testShift(train, test);
  assertEquals(found!.warnings, []);
  assertEquals(found, await testShift(train, normal));
});

Deno.test("testShift: by the method's own score, the test images are compared with held-out ones", async () => {
  const [train, test] = [darker(60, 0, 1), darker(30, 0, 2)];
  const heldOut = Array.from({ length: 10 }, (_, i) => i);
  const tested = heldOut.map((score) => 100 + score);
  const higher = await testShift(train, test, { heldOut, tested });
  assertEquals(higher!.shift.tests.own!.above, 1);
  assert(
    higher!.warnings[0]!.includes("images: scored higher than held-out ones in 100 % of all pairs"),
    higher!.warnings[0],
  );
  const lower = await testShift(train, test, { heldOut: tested, tested: heldOut });
  assertEquals(lower!.shift.tests.own!.above, 0);
  assert(
    lower!.warnings[0]!.includes("images: scored lower than held-out ones in 100 % of all pairs"),
    lower!.warnings[0],
  );
  const few = await testShift(train, test, { heldOut: heldOut.slice(0, 7), tested });
  assertEquals([few!.shift.tests.own, few!.warnings], [undefined, []]);
});

Deno.test("shiftWarnings: the tests of a run share its level", () => {
  const [failed, passed] = [{ above: 0.9, p: 0.0006 }, { above: 0.5, p: 1 }];
  assertEquals(shiftWarnings({ brightness: failed }).length, 1);
  assertEquals(shiftWarnings({ brightness: failed, roughness: passed }), []);
  assertEquals(
    shiftWarnings({ brightness: { ...failed, p: 0.0004 }, roughness: passed }).length,
    1,
  );
});

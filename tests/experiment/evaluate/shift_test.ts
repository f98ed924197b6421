import { assert, assertEquals } from "@std/assert";
import { memoryImages } from "../../../lib/data/images/memory_images.ts";
import { shiftWarnings, testShift } from "../../../lib/experiment/evaluate/shift.ts";
import { testImages } from "../../test_images.ts";

/** Test images with every value lowered by `by`. */
function darker(count: number, by: number, seed: number) {
  const set = testImages({ count, size: 8, channels: 1, seed });
  return memoryImages({ ...set, pixels: set.pixels.map((value) => Math.max(0, value - by)) });
}

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
});

Deno.test("testShift: few images are tested where they could differ beyond doubt, as beside many", async () => {
  const sizes = (train: number, test: number) =>
    testShift(darker(train, 0, 1), darker(test, 90, 2));
  for (const [train, test] of [[209, 5], [5, 209], [9, 9]] as const) {
    assertEquals((await sizes(train, test))?.warnings.length, 1, `${train} and ${test}`);
  }
  for (const [train, test] of [[209, 4], [4, 209], [8, 8], [60, 0]] as const) {
    assertEquals(await sizes(train, test), undefined, `${train} and ${test}`);
  }
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

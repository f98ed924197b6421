import { assertEquals, assertThrows } from "@std/assert";
import { beta } from "../../../lib/detector/config/fields.ts";
import { requireHalvings } from "../../../lib/detector/config/gan_config.ts";
import { checkHalving, defaultLevels } from "../../../lib/detector/config/halving.ts";
import { InputError } from "../../../lib/errors.ts";

Deno.test("defaultLevels: what halves, and the next sizes of what does not", () => {
  assertEquals([8, 32, 64, 88, 96, 128, 176, 192, 224, 256].map(defaultLevels), [
    ...[3, 3, 3, 3, 4, 4, 4, 5, 5, 5],
  ]);
  const cases: [number, string][] = [
    [130, "does not halve 4 times; next to it are 128 and 144"],
    [100, "does not halve 4 times; next to it are 96 and 112"],
    [120, "does not halve 4 times; next to it are 112 and 128"],
    [77, "does not halve 3 times; next to it are 72 and 80"],
    [90, "does not halve 3 times; next to it are 88 and 96"],
    [250, "does not halve 5 times; next to it are 224 and 256"],
  ];
  for (const [size, expected] of cases) {
    assertThrows(() => defaultLevels(size), InputError, `image size ${size}: ${expected}`);
  }
});

Deno.test("checkHalving, requireHalvings: the next sizes for given levels and for GANs", () => {
  assertThrows(
    () => checkHalving(34, 2, "levels"),
    InputError,
    "a multiple of 4, found 34; next to it are 32 and 36",
  );
  assertThrows(() => checkHalving(8, 5, "levels"), InputError, "found 8; the next one is 32");
  assertThrows(() => requireHalvings(100, "x"), InputError, "next to it are 96 and 112");
});

Deno.test("beta: below 1 in float32 too", () => {
  assertEquals(beta.safeParse(0.999).success, true);
  assertEquals(beta.safeParse(1 - 2 ** -24).success, true);
  for (const value of [1, 0.99999999, -0.1]) assertEquals(beta.safeParse(value).success, false);
});
